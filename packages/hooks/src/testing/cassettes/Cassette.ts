import type { ReplyEvent } from '@parley/protocol'

/** A reply as it came, event by event with its time: one JSON file that people can read, change and replay. */
export interface Cassette {
  format: 'parley-cassette/1'
  name: string
  /** What goes wrong here, or what there is to see. */
  about?: string
  /** What was asked. */
  question?: string
  /** The name of the backend that it was recorded from. */
  backend?: string
  /** Connections that broke: after how many events each of them did. The events below are what came in the end. */
  cuts?: number[]
  /** What a person must be able to read once the reply is over. */
  shows?: string[]
  /** Without a terminal event at the end, the reply broke off. */
  events: CassetteEvent[]
}

/** An event of a reply, and when it came: milliseconds since the reply began. */
export interface CassetteEvent {
  /** Milliseconds since the reply began. */
  at: number
  /** The event comes so many times, the first at `at`; default 1. */
  times?: number
  /** Milliseconds between repetitions; default 0. */
  every?: number
  event: ReplyEvent
}
