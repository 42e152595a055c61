// SPDX-License-Identifier: Apache-2.0
//
// One phone: its screen (noVNC), fingers, keys, what it hears, its log.
//
// QEMU's RFB knows a mouse, and the phone has a touch panel: so noVNC only shows, and fingers go over the
// control connection, in pixels of the panel.

import RFB from "./novnc/core/rfb.js";
import { Fingers } from "./fingers.js";
import { Microphone, Loudspeaker, whyNoMicrophone } from "./sound.js";
import { showLog } from "./log.js";

const AGAIN_MS = 700;

// QEMU looks at the picture more and more seldom, up to three seconds apart, unless the viewer does something.
const WAKE_MS = 150;

const CALLS = {
	"calling": "Calls",
	"rings there": "Rings at the other end",
	"rings here": "Rings",
	"answered": "Answered",
	"talking": "Agreeing on keys",
};

export class Phone {
	constructor(state, { width, height, voices, sound }, send) {
		this.state = state;
		this.send = message => send({ phone: state.number, ...message });
		this.noSound = sound;
		this.url = `ws://${location.host}/phones/${state.number}/`;
		this.element = document.getElementById("phone").content.cloneNode(true).firstElementChild;
		this.element.id = `phone-${state.number}`;
		this.find("h2").textContent = state.name;
		this.find(".user").textContent = state.user;
		this.fingers = new Fingers(this.find(".touch"), width, height, touch => this.touch(touch));
		this.listenToKeys();
		this.listenToChoices(voices);
		this.show();
		this.wake = setInterval(() => document.hidden || this.rfb?.clipboardPasteFrom(""), WAKE_MS);
		this.update(state);
	}

	find(selector) {
		return this.element.querySelector(selector);
	}

	remove() {
		this.removed = true;
		clearInterval(this.wake);
		this.rfb?.disconnect();
		this.microphone?.stop();
		this.loudspeaker?.stop();
		this.element.remove();
	}

	show() {
		this.rfb = new RFB(this.find(".screen"), this.url + "screen");
		this.rfb.scaleViewport = true;
		this.rfb.focusOnClick = false;
		this.rfb.background = "#000";
		this.rfb.addEventListener("disconnect", () => {
			this.rfb = null;
			setTimeout(() => this.removed || !this.state.on || this.show(), AGAIN_MS);
		});
	}

	touch(touch) {
		if (touch.is === "down")
			this.rfb?.focus({ preventScroll: true }); // for the keyboard
		this.send({ do: "touch", ...touch });
	}

	listenToKeys() {
		for (const button of this.element.querySelectorAll("[data-key]")) {
			const press = down => this.send({ do: "key", key: button.dataset.key, down });
			let held = false;
			const change = down => {
				if (held !== down)
					press(held = down);
			};
			button.addEventListener("pointerdown", event => {
				button.setPointerCapture(event.pointerId);
				change(true);
			});
			for (const end of ["pointerup", "pointercancel", "lostpointercapture"])
				button.addEventListener(end, () => change(false));
			button.addEventListener("click", event => {
				if (event.detail === 0) { // by keyboard, or by a reader of the screen
					change(true);
					change(false);
				}
			});
		}
	}

	// ---------------------------------------------------------------- what it hears

	listenToChoices(voices) {
		const select = this.find("select"), file = this.find("input");
		select.append(new Option("nothing", ""));
		for (const { voice, name } of voices)
			select.append(new Option(name, voice));
		select.append(new Option("a WAV file of yours…", "file"), new Option("this computer's microphone", "microphone"));
		select.disabled = Boolean(this.noSound);
		this.say(this.noSound && `No sound: ${this.noSound}`);
		select.addEventListener("change", () => this.choose(select.value));
		file.addEventListener("change", () => this.upload(file));
		this.find(".log").addEventListener("click", () => showLog(this.state));
		this.find(".listen").disabled = Boolean(this.noSound);
		this.find(".listen").addEventListener("click", () => this.listen());
		whyNoMicrophone().then(why => {
			const option = select.querySelector("[value=microphone]");
			option.disabled = Boolean(why);
			option.textContent += why ? ` (${why})` : "";
		});
	}

	say(why) {
		this.find(".why").hidden = !why;
		this.find(".why").textContent = why || "";
	}

	choose(voice) {
		this.say("");
		if (voice === "file") {
			this.update(this.state); // until there is a file
			this.find("input").click();
			return;
		}
		this.microphone?.stop();
		this.microphone = null;
		if (voice === "microphone")
			this.speak();
		else
			this.send({ do: "hear", voice });
	}

	async upload(input) {
		const [file] = input.files;
		input.value = "";
		if (!file)
			return;
		const answer = await fetch(`/phones/${this.state.number}/voice?name=${encodeURIComponent(file.name)}`,
			{ method: "POST", body: file }).then(got => got.json(), error => ({ error: error.message }));
		this.say(answer.error);
	}

	async speak() {
		this.microphone = new Microphone(this.url + "microphone");
		try {
			await this.microphone.start();
		} catch (error) {
			this.say(`No microphone: ${error.message}`);
			this.update(this.state);
		}
	}

	async listen() {
		const button = this.find(".listen"), on = !this.loudspeaker;
		if (on) {
			this.loudspeaker = new Loudspeaker(this.url + "loudspeaker");
			await this.loudspeaker.start();
		} else {
			this.loudspeaker.stop();
			this.loudspeaker = null;
		}
		button.setAttribute("aria-pressed", on);
		button.textContent = on ? "Listening" : "Listen to it";
	}

	// ---------------------------------------------------------------- what it tells

	update(state) {
		this.state = state;
		this.element.dataset.world = state.world;
		this.element.dataset.call = state.call;
		this.mark(".sealed", state.reachable ? "good" : "", this.sealedWords(state));
		this.mark(".linux", state.linux === "up" ? "up" : "", { off: state.kernel ? "Linux is off" : "", starting: "Linux starts…", up: "Linux is up" }[state.linux]);
		this.mark(".call", state.string ? "good" : "", state.string ? "Encrypted call" : CALLS[state.call] ?? "");
		this.find(".curtain").textContent = !state.on ? "The phone is off" : state.world ? "" : "Starting…";
		this.showChoice(state.hears);
	}

	sealedWords(state) {
		if (!state.on)
			return "Off";
		return state.reachable ? "Ready for calls" : state.kernel ? "Sealed world starts…" : "Kernel starts…";
	}

	mark(selector, kind, words) {
		const item = this.find(selector);
		item.className = `${selector.slice(1)} ${kind}`;
		item.textContent = words;
	}

	showChoice(hears) {
		const select = this.find("select"), file = select.querySelector("[value=file]"), own = hears.startsWith("file:");
		file.textContent = own ? hears.slice(5) : "a WAV file of yours…";
		select.value = own ? "file" : hears;
	}
}
