/**
 * Some models count their calls of tools from 0 in each step. Gives each call of a reply an id of its own: input after
 * the output of a call is of another one, and what follows belongs to that.
 */
export function distinguishCalls(): <Event extends { type: string }>(event: Event) => Event {
  const calls = new Map<string, { id: string; count: number; hasEnded: boolean }>()
  return event => {
    const { toolCallId } = event as { toolCallId?: unknown }
    if (typeof toolCallId !== 'string') return event
    let call = calls.get(toolCallId)
    if (!call || (call.hasEnded && /^tool-input-(start|available)$/.test(event.type))) {
      const count = (call?.count ?? 0) + 1
      call = { id: count === 1 ? toolCallId : `${toolCallId}-${count}`, count, hasEnded: false }
      calls.set(toolCallId, call)
    }
    call.hasEnded ||= /^tool-(output-|input-error)/.test(event.type)
    return { ...event, toolCallId: call.id }
  }
}
