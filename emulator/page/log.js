// SPDX-License-Identifier: Apache-2.0
//
// The dialog that shows a phone's log and what is added to it.

const LOOK_MS = 700;

const dialog = document.getElementById("log");
const text = dialog.querySelector("pre");
let shown = null;

async function look(number) {
	let from = 0;

	while (shown === number && dialog.open) {
		const answer = await fetch(`/phones/${number}/log?from=${from}`).catch(() => null);
		const bytes = answer?.ok ? await answer.arrayBuffer() : new ArrayBuffer(0);
		if (shown !== number)
			return;
		if (bytes.byteLength) {
			const atEnd = text.scrollTop + text.clientHeight >= text.scrollHeight - 4;
			from += bytes.byteLength;
			text.append(new TextDecoder().decode(bytes).replaceAll("\r", ""));
			if (atEnd)
				text.scrollTop = text.scrollHeight;
		}
		await new Promise(wake => setTimeout(wake, LOOK_MS));
	}
}

export function showLog({ number, user, name }) {
	dialog.querySelector("h2").textContent = `The log of ${user}, ${name}`;
	text.replaceChildren();
	shown = number;
	dialog.showModal();
	look(number);
}

dialog.querySelector("button").addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => shown = null);
