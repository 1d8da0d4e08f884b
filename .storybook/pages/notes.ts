import {
  ChatPanel,
  ChatSurface,
  ChatWidget,
  Composer,
  HistoryList,
  Launcher,
  Message,
  Transcript,
} from '../../packages/widget/src/index.ts'
import type { ComponentType } from 'react'

export interface Notes {
  component: ComponentType<never>
  about: string
  /** Attribute, its values, where it stands and what it says. */
  data: readonly (readonly [attribute: string, values: string, about: string])[]
  accessibility: readonly string[]
}

const look = [
  ['data-theme', '`light` `dark` `auto`', 'on the surface: which colours are used'],
  ['data-kind', '`floating` `inline` `sidebar`', 'on the surface and the panel'],
  ['data-view', '`chat` `history`', 'on the panel: what it shows'],
] as const

/** What the types cannot tell about the public components. */
export const notes: Record<string, Notes> = {
  ChatWidget: {
    component: ChatWidget,
    about: 'A launcher in the corner of the window and the chat that it opens, in the top layer of the page.',
    data: [
      ...look,
      ['data-position', '`start` `end`', 'on the layer: the side of the window'],
      ['data-open', '`true` `false`', 'on the frame of the panel'],
      ['data-unread', 'a number', 'on the launcher: answers that ended while the chat was closed'],
    ],
    accessibility: [
      'The panel is a dialog named by its title; on a phone it is modal and keeps the focus inside.',
      'Opening moves the focus into the message box, closing gives it back to the launcher. Escape closes.',
      'Nothing moves where the visitor asked for less motion; all controls show in forced colours.',
    ],
  },
  ChatPanel: {
    component: ChatPanel,
    about: 'The chat as a part of the page, as high as its host element.',
    data: look,
    accessibility: [
      'A region named by its title; the page keeps its headings, those in answers begin below.',
      'A session that is refused is said by an alert with a way on, never by an empty box.',
    ],
  },
  ChatSurface: {
    component: ChatSurface,
    about: 'An open shadow root with the styles of the chat, for parts that you arrange yourself.',
    data: look.slice(0, 2),
    accessibility: ['Sets language and direction, which screen readers and the layout follow.'],
  },
  Transcript: {
    component: Transcript,
    about: 'The messages of a conversation and the reply being written.',
    data: [
      ['data-status', '`ready` `submitted` `streaming` `resuming` `interrupted` `error`', 'on the transcript: of the reply'],
      ['data-empty', 'present or not', 'on the transcript: the greeting is shown'],
      ['data-role', '`user` `assistant`', 'on each message'],
    ],
    accessibility: [
      'A log named “Conversation” that takes the keyboard. It is not live itself: that would read every word as it comes.',
      'A quiet announcer says that an answer begins, and reads its end once.',
      'What was read stays where it is when older messages are loaded above.',
    ],
  },
  Message: {
    component: Message,
    about: 'One message. Draws what it is given and asks nothing of the client.',
    data: [
      ['data-role', '`user` `assistant`', 'who wrote it'],
      ['data-status', '`complete` `streaming` `stopped` `interrupted` `failed`', 'how it stands'],
      ['data-latest', 'present or not', 'the latest message keeps its actions in view'],
      ['data-state', 'as in the AI SDK', 'on a tool part'],
    ],
    accessibility: [
      'An article named “You” or “Assistant”; busy while it is written.',
      'What failed says so in a sentence and offers “Try again”; colour never tells it alone.',
      'Model output becomes elements, never HTML; headings in it begin at level three.',
    ],
  },
  Composer: {
    component: Composer,
    about: 'The message box: grows with its text. Enter sends, Shift+Enter starts a new line.',
    data: [
      ['data-notice', 'present or not', 'sending has to wait; typing does not'],
      ['data-kind', '`stop`', 'on the button that stops the answer'],
    ],
    accessibility: [
      'A textbox named “Message”; the notice that sending waits is a live region below it.',
      'Enter that ends a composition of an input method does not send.',
      'Send and stop are one place: the focus goes to the message box when one turns into the other.',
    ],
  },
  HistoryList: {
    component: HistoryList,
    about: 'The conversations of the visitor, newest first: search, open, rename and delete them.',
    data: [
      ['data-current', 'present or not', 'on the conversation that is open'],
      ['data-renaming', 'present or not', 'a field stands in the place of the title'],
      ['data-asking', 'present or not', 'the question before deleting stands there'],
    ],
    accessibility: [
      'A list; each entry is one button, with its own buttons for renaming and deleting that name the conversation.',
      'When a control goes away, the focus goes to what takes its place. Escape takes back a question, not the panel.',
    ],
  },
  Launcher: {
    component: Launcher,
    about: 'The round button that opens and closes the chat.',
    data: [['data-unread', 'a number', 'answers that ended while the chat was closed']],
    accessibility: [
      '“Open chat” or “Close chat”, with its state; unread answers are its description.',
      'At least 56 pixels wide and high, and an outline for the keyboard.',
    ],
  },
} // prettier-ignore
