class Queue {
  #waiting = [];

  join(name) {
    return this.#waiting.push(name);
  }

  next() {
    return this.#waiting.shift();
  }

  get size() {
    return this.#waiting.length;
  }

  *[Symbol.iterator]() {
    yield* this.#waiting;
  }
}

module.exports = { Queue };
