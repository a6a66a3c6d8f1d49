// The ways in which an operation holds the event loop.

import { setTimeout as sleep } from 'node:timers/promises'
import { Readable } from 'node:stream'

const HOLD = 50
const SETTLE = 5
const never = new Int32Array(new SharedArrayBuffer(4))

export function block (milliseconds) {
  Atomics.wait(never, 0, 0, milliseconds)
}

export async function wakeThenBlock () {
  let wake
  const woken = new Promise((resolve) => { wake = resolve })
  const sleeper = (async () => {
    const sent = await woken
    return performance.now() - sent
  })()
  await sleep(SETTLE)
  wake(performance.now())
  block(HOLD)
  return sleeper
}

export async function spawnThenBlock () {
  const sent = performance.now()
  const spawned = new Promise((resolve) => {
    setImmediate(() => resolve(performance.now() - sent))
  })
  block(HOLD)
  return spawned
}

export function stream () {
  return Readable.from((async function * () {
    for (let chunk = 0; chunk < 4; chunk++) {
      block(HOLD)
      yield 'chunk\n'
    }
  })())
}

const SAMPLES = 100
const STEPS_OF_A_SAMPLE = 200_000
let stepsPerMs = 0

// A fixed number of steps, as many as this machine makes in that time when nothing else runs.
export function compute (milliseconds) {
  stepsPerMs ||= calibrate()
  return run(stepsPerMs * milliseconds)
}

function calibrate () {
  let fastest = Infinity
  for (let sample = 0; sample < SAMPLES; sample++) {
    const start = performance.now()
    run(STEPS_OF_A_SAMPLE)
    fastest = Math.min(fastest, performance.now() - start)
  }
  return Math.round(STEPS_OF_A_SAMPLE / fastest)
}

// The state is returned so that nobody finds the steps needless.
function run (steps) {
  let state = 1
  for (let step = 0; step < steps; step++) {
    state = (Math.imul(state, 1_664_525) + step) | 0
  }
  return state
}
