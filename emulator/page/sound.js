// SPDX-License-Identifier: Apache-2.0
//
// This computer's microphone to a phone, and a phone's loudspeaker to this computer: 48,000 samples a second, 16 bits,
// one channel, over a WebSocket each.

const RATE = 48000;

// Why the browser cannot give a microphone; "" if it can.
export async function whyNoMicrophone() {
	if (!navigator.mediaDevices)
		return "the browser gives it to pages of this computer only";
	const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
	return devices.some(device => device.kind === "audioinput") ? "" : "the browser finds none";
}

class Stream {
	constructor(url) {
		this.url = url;
	}

	async open(worklet) {
		this.context = new AudioContext({ sampleRate: RATE, latencyHint: "interactive" });
		await this.context.audioWorklet.addModule("worklets.js");
		this.node = new AudioWorkletNode(this.context, worklet, { outputChannelCount: [1] });
		this.socket = new WebSocket(this.url);
		this.socket.binaryType = "arraybuffer";
		this.socket.onclose = () => this.stop();
	}

	stop() {
		this.socket?.close();
		this.tracks?.forEach(track => track.stop());
		if (this.context?.state !== "closed")
			this.context?.close();
	}
}

export class Microphone extends Stream {
	async start() {
		const input = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true } });
		this.tracks = input.getTracks();
		await this.open("take");
		this.node.port.onmessage = ({ data }) => {
			if (this.socket.readyState === WebSocket.OPEN)
				this.socket.send(data);
		};
		this.context.createMediaStreamSource(input).connect(this.node);
	}
}

export class Loudspeaker extends Stream {
	async start() {
		await this.open("play");
		this.socket.onmessage = ({ data }) => this.node.port.postMessage(data, [data]);
		this.node.connect(this.context.destination);
	}
}
