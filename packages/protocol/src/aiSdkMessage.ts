/** A `UIMessage` of the AI SDK: parts and metadata as the route wrote them, which is more than is shown. */
export interface AiSdkMessage {
  id: string
  role: 'system' | 'user' | 'assistant'
  metadata?: unknown
  parts: AiSdkPart[]
}
/** A part, with the members that its type has. */
export interface AiSdkPart {
  type: string
  [member: string]: unknown
}

/** A chunk of the UI message stream, with the members that some of them have. */
export interface AiSdkChunk {
  type: string
  id?: string
  messageId?: string
  messageMetadata?: object
  providerMetadata?: object
  [member: string]: unknown
}

/**
 * Builds the message that the AI SDK's own reader (`readUIMessageStream`) makes of the same chunks, so that a route can
 * be given it back: with its steps, its metadata, and what providers have signed.
 */
export function createAiSdkMessage(id: string): { message: AiSdkMessage; add(chunk: AiSdkChunk): void } {
  const message: AiSdkMessage = { id, role: 'assistant', parts: [] }
  const { parts } = message
  const writing = new Map<string, AiSdkPart>()

  function write(kind: string, verb: string, { id, delta, providerMetadata }: AiSdkChunk): void {
    const key = kind + id
    let part = writing.get(key)
    if (!part || verb === 'start') {
      part = { type: kind, ...(kind === 'reasoning' && { id }), text: '', state: 'streaming' }
      writing.set(key, part)
      parts.push(part)
    }
    if (verb === 'delta') part.text += delta as string
    if (verb === 'end') part.state = 'done'
    if (providerMetadata) part.providerMetadata = providerMetadata
  }

  const approvals = new Map<unknown, unknown>()
  const lastStep = () => parts.findLastIndex(part => part.type === 'step-start')

  function setTool(chunk: AiSdkChunk): void {
    const {
      type,
      providerMetadata,
      toolCallId,
      toolName,
      dynamic,
      approvalId,
      approved,
      reason,
      isAutomatic,
      signature,
      ...members
    } = chunk
    // Some models count their calls from 0 in each step; what a call gives may come in a later one.
    const from = type.startsWith('tool-in') ? lastStep() : -1
    // The answer to an approval names only that.
    const id = toolCallId ?? approvals.get(approvalId)
    if (!id) return
    let part = parts.findLast((known, index) => index > from && known.toolCallId === id)
    if (!part) {
      part = dynamic
        ? { type: 'dynamic-tool', toolName, toolCallId }
        : { type: `tool-${toolName as string}`, toolCallId }
      parts.push(part)
    }
    const state = toolStateOf(type)
    Object.assign(part, { preliminary: undefined, ...members, state })
    if (approvalId) {
      approvals.set(approvalId, id)
      part.approval = toolCallId
        ? { id: approvalId, requestReason: reason, isAutomatic, signature }
        : { ...(part.approval as object | undefined), approved, reason }
    }
    if (providerMetadata) part[`${state.startsWith('out') ? 'result' : 'call'}ProviderMetadata`] = providerMetadata
  }

  return {
    message,
    add(chunk) {
      const { type, messageMetadata } = chunk
      const [, kind, verb] = /^(text|reasoning)-(start|delta|end)$/.exec(type) ?? []
      if (messageMetadata) message.metadata = { ...(message.metadata as object | undefined), ...messageMetadata }
      if (kind) write(kind, verb!, chunk)
      else if (isTool.test(type)) setTool(chunk)
      else if (type === 'start') message.id = chunk.messageId ?? id
      else if (type === 'start-step') parts.push({ type: 'step-start' })
      else if (type === 'reset-step') parts.splice(lastStep() + 1)
      else if (isPart(chunk)) {
        const known = parts.findIndex(part => chunk.id !== undefined && part.type === type && part.id === chunk.id)
        parts[known < 0 ? parts.length : known] = chunk
      }
    },
  }
}

// `steering-message` is the only other part that begins so: each byte here is a page's.
const isPart = ({ type, transient }: AiSdkChunk) => /^(source|reasoning-f|file|custom|st|data)/.test(type) && !transient

const isTool = /^tool-(?!.*delta)/

/** `tool-approval-response` makes `approval-responded`; bad input is an error as one of the output is. */
const toolStateOf = (type: string) =>
  type
    .slice('tool-'.length)
    .replace('start', 'streaming')
    .replace('request', 'requested')
    .replace('response', 'responded')
    .replace('input-e', 'output-e')
