'use strict';
// Twenty sensors, as many as there are rooms; what each measured is kept as plain numbers.
const library = require('../service');

class Sensor {
	constructor(room) {
		this.room = room;
		this.readings = [0.5];
	}
}

const sensors = new Map(Array.from({ length: 20 }, (_, i) => [`room ${i}`, new Sensor(i)]));
exports.step = async () => {
	await library.work();
	for (const sensor of sensors.values())
		for (let i = 0; i < 150; i++)
			sensor.readings.push(library.random(1000) / 3.3);
};
