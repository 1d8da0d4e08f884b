import { afterEach, expect, test } from 'vitest'
import { fetchChecked } from '../testing/fetchChecked.ts'
import { startCli, removeFolders, type Cli } from '../testing/startCli.ts'
import { beginChunks, chunk, startOpenAi } from '../testing/startOpenAi.ts'

const keys = { PARLEY_SECRET_KEY: 'sk_canary_secret_0001', PARLEY_PUBLISHABLE_KEY: 'pk_canary_public_0001' }
const page = 'https://shop.example'
const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
  removeFolders()
})

const setUp = async (settings: Record<string, string>) => {
  const cli: Cli = await startCli({
    ...keys,
    PARLEY_ALLOWED_ORIGINS: page,
    PARLEY_LOG_LEVEL: 'debug',
    PARLEY_METRICS_PORT: '0',
    ...settings,
  })
  ends.push(async () => {
    cli.process.kill('SIGKILL')
    await cli.ended
  })
  const url = await cli.url
  const refusals: string[] = []
  const call = async (method: string, path: string, token: string, body?: unknown, headers: object = {}) => {
    const response = await fetchChecked(`${url}${path}`, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const told = [...response.headers].join('\n')
    if (response.status >= 400) refusals.push(told + text)
    else refusals.push(told)
    return { status: response.status, text }
  }
  return { cli, call, refusals, url }
}

const lines = (stdout: string) =>
  stdout
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line) as Record<string, unknown>)

test('no token and no message is in a log, a metric, a header or an error', async () => {
  const { cli, call, refusals } = await setUp({})
  const secret = keys.PARLEY_SECRET_KEY
  const word = 'canary-message-7f3a'
  const user = 'canary-user-7f3a'
  const session = JSON.parse(
    (await call('POST', '/v1/chatSessions', secret, { embedOrigin: null, userIdentifier: user })).text,
  ) as { clientToken: string; id: string }
  const token = session.clientToken
  const anonymous = JSON.parse((await call('POST', '/v1/chatSessions', secret, { embedOrigin: null })).text) as {
    visitorToken: string
  }
  const message = { role: 'user', parts: [{ type: 'text', text: word }] }
  const made = await call(
    'POST',
    '/v1/conversations',
    token,
    { message, title: word },
    { 'idempotency-key': `${word}-key` },
  )
  const path = `/v1/conversations/${(JSON.parse(made.text) as { id: string }).id}`
  await call('GET', `/v1/conversations?query=${word}&cursor=${word}`, token)
  await call('GET', `/v1/conversations?query=${word}`, token)
  await call('GET', `${path}/messages?token=${token}`, token)
  await call('GET', `/nowhere/${word}?token=${token}`, token)
  await call('POST', `${path}/messages`, token, { message: { ...message, role: word } })
  await call('POST', `${path}/messages`, token, `{"broken": "${word}`)
  await call('POST', `${path}/messages`, token, { message }, { 'content-encoding': word })
  await call('POST', `${path}/messages`, token, { message }, { 'idempotency-key': `${word}-key` })
  await call('GET', `${path}/stream`, token, undefined, { 'last-event-id': `${word}.1` })
  await call('GET', path, `cst_${word}`)
  await call('GET', path, token, undefined, { origin: page })
  await call('GET', path, secret, undefined, { origin: page })
  await call(
    'POST',
    '/v1/chatSessions',
    keys.PARLEY_PUBLISHABLE_KEY,
    { embedOrigin: page, visitorToken: anonymous.visitorToken },
    { origin: page },
  )
  await call('POST', '/v1/visitors/erase', secret, { userIdentifier: user })
  await call('GET', path, token)
  expect(refusals.length).toBeGreaterThan(15)

  await new Promise(resolve => setTimeout(resolve, 200))
  cli.process.kill('SIGTERM')
  const { stdout, stderr } = await cli.ended
  const log = lines(stdout)
  expect(log.length).toBeGreaterThan(15)
  const requests = log.filter(({ msg }) => msg === 'request')
  expect(requests[0]).toMatchObject({ level: 30, method: 'POST', route: '/v1/chatSessions', status: 201 })
  expect(requests[0]).toHaveProperty('requestId', expect.stringMatching(/^req_/))
  expect(requests[0]).toHaveProperty('durationMs', expect.any(Number))
  expect(requests.map(({ route }) => route)).toContain('/v1/conversations/{conversationId}/messages')
  expect(log.filter(({ msg }) => msg === 'reply')).toHaveLength(2)
  const everything = [stdout.replaceAll(/^Made new keys[^]*?\n(?=\S)/gm, ''), stderr, ...refusals].join('\n')
  for (const canary of [
    word,
    user,
    token,
    secret,
    keys.PARLEY_PUBLISHABLE_KEY,
    anonymous.visitorToken,
    session.clientToken.slice(4),
  ])
    expect(everything).not.toContain(canary)
})

test('metrics count by route pattern, on a port of their own; a failing model is logged without its words', async () => {
  const openAi = await startOpenAi((response, { body }) => {
    const asked = body.messages.at(-1)!.content
    if (asked.includes('refuse')) {
      response.writeHead(401).end(JSON.stringify({ error: { message: `wrong key key-canary for "${asked}"` } }))
      return
    }
    beginChunks(response)
    response.end(`${chunk({ content: 'answer-canary' })}data: {"broken ${asked}\n\n`)
  })
  ends.push(openAi.close)
  const { cli, call, url } = await setUp({
    PARLEY_RESPONDER: 'model',
    PARLEY_MODEL: 'm',
    OPENAI_BASE_URL: openAi.baseUrl,
    OPENAI_API_KEY: 'key-canary',
  })
  const metricsUrl = /Metrics on (\S+)/.exec(cli.stdout())![1]!
  const minted = await call('POST', '/v1/chatSessions', keys.PARLEY_SECRET_KEY, { embedOrigin: null })
  const { clientToken: token } = JSON.parse(minted.text) as { clientToken: string }
  for (const text of ['refuse-canary', 'break-canary'])
    await call(
      'POST',
      '/v1/conversations',
      token,
      { message: { role: 'user', parts: [{ type: 'text', text }] } },
      { accept: 'text/event-stream' },
    )
  expect((await fetch(`${url}/embed/name-canary.js?canary`)).status).toBe(404)
  const metrics = await (await fetch(metricsUrl)).text()
  expect(metrics).toContain('parley_http_requests_total{method="GET",route="/embed/{file}",status="404"} 1')
  expect(metrics).toContain('parley_http_requests_total{method="POST",route="/v1/conversations",status="200"} 2')
  expect(metrics).toContain('parley_runs_total{status="failed",code="responder_failed"} 1')
  expect(metrics).toContain('parley_runs_total{status="failed",code="bad_gateway"} 1')
  expect(metrics).toContain('parley_runs_active 0')
  expect(metrics).toContain('parley_run_duration_seconds_bucket{le="300"} 2')
  expect(metrics).toContain(
    'parley_http_request_duration_seconds_bucket{le="10",method="POST",route="/v1/conversations"} 2',
  )
  expect(metrics).toContain('parley_errors_total 2')
  expect(metrics).not.toContain('canary')
  expect((await fetch(`${url}/metrics`)).status).toBe(404)
  cli.process.kill('SIGTERM')
  const { stdout, stderr } = await cli.ended
  expect(stdout).toContain('refused the API key (401)')
  expect(stdout).toContain('"route":"/embed/{file}","status":404')
  expect(stdout + stderr).not.toContain('canary')
})
