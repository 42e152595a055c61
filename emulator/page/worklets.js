// SPDX-License-Identifier: Apache-2.0
//
// What runs in the browser's audio thread: samples in, samples out.

const PIECE = 960; // samples sent at once: 20 ms

class Take extends AudioWorkletProcessor {
	constructor() {
		super();
		this.piece = new Int16Array(PIECE);
		this.used = 0;
	}

	process([[samples]]) {
		for (const sample of samples ?? []) {
			this.piece[this.used++] = Math.max(-1, Math.min(1, sample)) * 32767;
			if (this.used === PIECE) {
				this.port.postMessage(this.piece.slice().buffer);
				this.used = 0;
			}
		}
		return true;
	}
}

// Plays what came, after DELAY samples have gathered; what is more than MOST behind is left out.
const DELAY = 4800, MOST = 14400;

class Play extends AudioWorkletProcessor {
	constructor() {
		super();
		this.waiting = [];
		this.count = 0;
		this.playing = false;
		this.port.onmessage = ({ data }) => this.add(new Int16Array(data, 0, data.byteLength >> 1));
	}

	add(samples) {
		this.waiting.push(...samples);
		if (this.waiting.length > MOST)
			this.waiting.splice(0, this.waiting.length - DELAY);
		this.playing ||= this.waiting.length >= DELAY;
	}

	process(_, [[out]]) {
		if (this.waiting.length < out.length)
			this.playing = false;
		if (this.playing)
			out.set(this.waiting.splice(0, out.length).map(sample => sample / 32768));
		return true;
	}
}

registerProcessor("take", Take);
registerProcessor("play", Play);
