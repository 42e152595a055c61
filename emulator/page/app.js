// SPDX-License-Identifier: Apache-2.0
//
// The page: one connection that tells what is going on and takes what the user does; a Phone (phone.js) for
// each phone it tells of. Lost connections are made again.

import { Phone } from "./phone.js";

const AGAIN_MS = 1000;
const EVENTS_SHOWN = 100;

const at = id => document.getElementById(id);
const phones = new Map();
let control = null;

function send(message) {
	if (control?.readyState === WebSocket.OPEN)
		control.send(JSON.stringify(message));
}

function nameOf(number) {
	return phones.get(number)?.state.user ?? "";
}

function showEvent(event) {
	const item = document.createElement("li");
	const parts = [
		["time", "", new Date(event.at).toLocaleTimeString([], { hour12: false })],
		["span", "of", nameOf(event.phone)],
		["span", "words", event.words],
	];
	for (const [tag, kind, text] of parts) {
		const part = item.appendChild(document.createElement(tag));
		part.className = kind;
		part.textContent = text;
	}
	item.dataset.kind = event.kind;
	at("events").prepend(item);
	while (at("events").children.length > EVENTS_SHOWN)
		at("events").lastChild.remove();
	at("line").textContent = [nameOf(event.phone), event.words].filter(Boolean).join(": ");
}

// The words that two phones show at the same time.
function showMatch() {
	const shown = [...phones.values()].map(phone => phone.state.string).filter(Boolean);
	const words = shown.find((string, i) => shown.indexOf(string) !== i);
	at("match").hidden = !words;
	at("words").textContent = words ?? "";
}

function begin(message) {
	for (const phone of phones.values())
		phone.remove();
	phones.clear();
	at("events").replaceChildren();
	at("line").textContent = "";
	for (const state of message.phones) {
		const phone = new Phone(state, message, send);
		phones.set(state.number, phone);
		at("phones").append(phone.element);
	}
	message.events.forEach(showEvent);
	showMatch();
}

function take(message) {
	if (message.phones)
		begin(message);
	if (message.phone) {
		phones.get(message.phone.number)?.update(message.phone);
		showMatch();
	}
	if (message.event)
		showEvent(message.event);
	if (message.error)
		at("line").textContent = `That did not work: ${message.error}`;
}

function connect() {
	control = new WebSocket(`ws://${location.host}/control`);
	control.onmessage = message => take(JSON.parse(message.data));
	control.onclose = () => {
		at("line").textContent = "The emulator has ended, or cannot be reached";
		setTimeout(connect, AGAIN_MS);
	};
}

connect();
