import { ChatProblem } from '../../operations/ChatProblem.ts'

/** For a request whose body is gone, which only the developer can mend: the console has it too. */
export function bodyWasRead(): ChatProblem {
  const error = new ChatProblem(
    'server_error',
    'Something read the body of this request before the chat got it. Mount the chat before express.json() and other body parsers; of a web-standard request, let them read a clone().',
  )
  console.error(`Parley: ${error.message}`)
  return error
}
