// SPDX-License-Identifier: Apache-2.0
//
// Fingers on a phone's glass: mouse, pen or real ones, and the wheel as a finger that drags. Each gets a number, the
// lowest that is free; moves are told at most once a frame.

const FINGERS = 10;
const WHEEL_END_MS = 140; // without a turn, the finger is lifted
const WHEEL_MARGIN = 80;  // pixels of the panel: strip and edges, where a drag would begin something else

export class Fingers {
	// tell({ finger, is: "down" | "move" | "up", x, y }), in a panel of width x height pixels
	constructor(glass, width, height, tell) {
		Object.assign(this, { glass, width, height, tell });
		this.down = new Map(); // by pointer: { finger, x, y, moved }
		const on = (name, what, options) => glass.addEventListener(name, event => {
			event.preventDefault();
			what.call(this, event);
		}, options);
		on("pointerdown", this.begin);
		on("pointermove", this.move);
		for (const end of ["pointerup", "pointercancel", "lostpointercapture"])
			on(end, this.end);
		on("wheel", this.wheel, { passive: false });
		on("contextmenu", () => {});
	}

	place(event) {
		const box = this.glass.getBoundingClientRect();
		const within = (value, size) => Math.min(Math.max(Math.floor(value * size), 0), size - 1);
		return {
			x: within((event.clientX - box.left) / box.width, this.width),
			y: within((event.clientY - box.top) / box.height, this.height),
		};
	}

	put(pointer, place) {
		const used = [...this.down.values()].map(held => held.finger);
		const finger = [...Array(FINGERS).keys()].find(number => !used.includes(number));
		if (finger === undefined)
			return;
		this.down.set(pointer, { finger, ...place, moved: false });
		this.tell({ finger, is: "down", ...place });
	}

	drag(pointer, place) {
		const held = this.down.get(pointer);
		if (!held || (held.x === place.x && held.y === place.y))
			return;
		Object.assign(held, place);
		if (!held.moved)
			requestAnimationFrame(() => this.tellMove(held));
		held.moved = true;
	}

	tellMove(held) {
		if (held.moved)
			this.tell({ finger: held.finger, is: "move", x: held.x, y: held.y });
		held.moved = false;
	}

	lift(pointer) {
		const held = this.down.get(pointer);
		if (!held)
			return;
		this.tellMove(held);
		this.down.delete(pointer);
		this.tell({ finger: held.finger, is: "up", x: held.x, y: held.y });
	}

	begin(event) {
		if (event.button !== 0)
			return;
		this.glass.setPointerCapture(event.pointerId);
		this.put(event.pointerId, this.place(event));
	}

	move(event) {
		this.drag(event.pointerId, this.place(event));
	}

	end(event) {
		this.lift(event.pointerId);
	}

	wheel(event) {
		const held = this.down.get("wheel") ?? this.place(event);
		const y = held.y - event.deltaY * (event.deltaMode === 1 ? 40 : 1);
		const low = WHEEL_MARGIN, high = this.height - WHEEL_MARGIN;
		if (!this.down.has("wheel"))
			this.put("wheel", { x: held.x, y: held.y });
		this.drag("wheel", { x: held.x, y: Math.round(Math.min(Math.max(y, low), high)) });
		clearTimeout(this.wheelEnd);
		if (y <= low || y >= high)
			this.lift("wheel");
		else
			this.wheelEnd = setTimeout(() => this.lift("wheel"), WHEEL_END_MS);
	}
}
