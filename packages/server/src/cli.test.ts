import { closeSync, mkdirSync, openSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Conversation, Message } from '@parley/protocol'
import Database from 'libsql'
import { afterEach, describe, expect, test } from 'vitest'
import { runErase, runExport } from './node/dataCommands.ts'
import { flagOf, readArguments } from './node/readArguments.ts'
import { SettingError } from './node/SettingError.ts'
import { readSettings, settingDefinitions } from './node/settings.ts'
import { startServer } from './node/startServer.ts'
import { libsqlStorage } from './storage/sql/libsqlStorage.ts'
import { fetchChecked } from './testing/fetchChecked.ts'
import { newFolder, removeFolders, startCli, type Cli } from './testing/startCli.ts'
import { parseStream, readRest, readStream, readUntil, say, textOf } from './testing/testServer.ts'

const keys = { PARLEY_SECRET_KEY: 'sk_cli_test_0001', PARLEY_PUBLISHABLE_KEY: 'pk_cli_test_0001' }
const running: Cli[] = []
const start = async (...input: Parameters<typeof startCli>) => {
  const cli = await startCli(...input)
  running.push(cli)
  return cli
}
afterEach(async () => {
  for (const cli of running) cli.process.kill('SIGKILL')
  await Promise.all(running.splice(0).map(cli => cli.ended))
  removeFolders()
})

const post = (url: string, token: string, body: unknown, headers: Record<string, string> = {}) =>
  fetchChecked(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

const mint = async (url: string, body: object = {}) => {
  const response = await post(`${url}/v1/chatSessions`, keys.PARLEY_SECRET_KEY, { embedOrigin: null, ...body })
  return ((await response.json()) as { clientToken: string }).clientToken
}

test('a second server on the same file does not start, and the first one writes on', async () => {
  const cwd = newFolder()
  const url = await (await start({ ...keys, PARLEY_ECHO_DELAY_MS: '40' }, [], cwd)).url
  const response = await post(
    `${url}/v1/conversations`,
    await mint(url),
    { message: say(Array.from({ length: 200 }, (_, index) => `word${index}`).join(' ')) },
    { accept: 'text/event-stream' },
  )
  const { code, stderr } = await (await start(keys, [], cwd)).ended
  expect([code, stderr]).toEqual([
    1,
    'parley-server: DATABASE_URL "file:.parley/parley.db" cannot be opened: another server is using it. ' +
      'Stop that one, or take PostgreSQL for many\n',
  ])
  expect(parseStream(await response.text()).at(-2)?.event).toMatchObject({ type: 'finish' })
}, 30_000)

test('by another name the same file is still that of the first server, and it may go to another folder', async () => {
  const folder = newFolder()
  const settings = { ...keys, PARLEY_PORT: '0', PARLEY_RESPONDER: 'echo' }
  const before = process.cwd()
  process.chdir(folder)
  try {
    const server = await startServer({ settings: { ...settings, DATABASE_URL: 'file:a.db' } })
    symlinkSync('a.db', 'b.db')
    const second = startServer({ settings: { ...settings, DATABASE_URL: 'file:b.db' } })
    await expect(second).rejects.toThrow('another server is using it')
    process.chdir(tmpdir())
    expect(await mint(server.url)).toMatch(/^\w/)
    await server.close()
  } finally {
    process.chdir(before)
  }
}, 30_000)

test('killed while it writes and started again, the message is interrupted with its text so far', async () => {
  const cwd = newFolder()
  const settings = { ...keys, PARLEY_ECHO_DELAY_MS: '40' }
  const first = await start(settings, [], cwd)
  const url = await first.url
  const token = await mint(url, { userIdentifier: 'ada' })
  const words = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ')
  const response = await post(
    `${url}/v1/conversations`,
    token,
    { message: say(words) },
    { accept: 'text/event-stream' },
  )
  const { text } = await readUntil(response, so => so.includes('" word20"'))
  first.process.kill('SIGKILL')
  await first.ended
  const { conversationId, runId } = parseStream(text)[0]!.event as { conversationId: string; runId: string }

  const second = await (await start(settings, [], cwd)).url
  const renewed = { authorization: `Bearer ${await mint(second, { userIdentifier: 'ada' })}` }
  const path = `${second}/v1/conversations/${conversationId}`
  const answer = await fetchChecked(`${path}/messages`, { headers: renewed })
  const { messages } = (await answer.json()) as { messages: Message[] }
  expect(messages.map(message => message.metadata.status)).toEqual(['complete', 'interrupted'])
  expect(textOf(messages[0]!)).toBe(words)
  const soFar = textOf(messages[1]!)
  expect(words.startsWith(soFar)).toBe(true)
  expect(soFar).toContain('word10') // at most some 250 ms behind
  expect((await (await fetchChecked(path, { headers: renewed })).json()) as Conversation).not.toHaveProperty(
    'activeRun',
  )
  const gone = await fetchChecked(`${path}/stream`, { headers: { ...renewed, 'last-event-id': `${runId}.99999` } })
  expect(gone.status).toBe(410)
  const regenerated = await fetchChecked(`${path}/messages/${messages[1]!.id}/regenerate`, {
    method: 'POST',
    headers: renewed,
  })
  expect(textOf(((await regenerated.json()) as { message: Message }).message)).toBe(words)
})

test('SIGTERM marks what cannot finish interrupted, tells its readers, and ends with 0 in its time', async () => {
  const cli = await start({ ...keys, PARLEY_ECHO_DELAY_MS: '400', PARLEY_SHUTDOWN_SECONDS: '1' })
  const url = await cli.url
  const response = await post(
    `${url}/v1/conversations`,
    await mint(url),
    { message: say('a b c d e f g h i j k l') },
    { accept: 'text/event-stream' },
  )
  const { text, reader } = await readUntil(response, so => so.includes('" b"'))
  cli.process.kill('SIGTERM')
  const rest = await readRest(reader)
  expect(parseStream(text + rest).at(-2)!.event).toMatchObject({ type: 'error', code: 'stream_interrupted' })
  const { code, stderr } = await cli.ended
  expect([code, stderr]).toEqual([0, ''])
})

test('SIGTERM lets a reply finish, and takes no new one meanwhile', async () => {
  const cli = await start({ ...keys, PARLEY_ECHO_DELAY_MS: '60' })
  const url = await cli.url
  const token = await mint(url)
  const response = await post(
    `${url}/v1/conversations`,
    token,
    { message: say('a b c d e f g h i j') },
    { accept: 'text/event-stream' },
  )
  const { text, reader } = await readUntil(response, so => so.includes('" b"'))
  cli.process.kill('SIGTERM')
  const rest = await readRest(reader)
  const events = parseStream(text + rest)
  expect(events.at(-2)!.event).toMatchObject({ type: 'finish' })
  await expect(post(`${url}/v1/conversations`, token, { message: say('x') })).rejects.toThrow('fetch failed')
  expect((await cli.ended).code).toBe(0)
})

test('a second SIGTERM ends at once', async () => {
  const cli = await start({ ...keys, PARLEY_ECHO_DELAY_MS: '5000', PARLEY_SHUTDOWN_SECONDS: '600' })
  const url = await cli.url
  const body = { message: say('a b c d') }
  const response = await post(`${url}/v1/conversations`, await mint(url), body, { accept: 'text/event-stream' })
  await readUntil(response, so => so.includes('start'))
  cli.process.kill('SIGTERM')
  await new Promise(resolve => setTimeout(resolve, 200))
  expect(cli.process.exitCode).toBeNull()
  cli.process.kill('SIGTERM')
  expect((await cli.ended).code).toBe(1)
})

test('a server whose output nobody reads any more goes on', async () => {
  const cli = await start(keys)
  const url = await cli.url
  cli.process.stdout!.destroy()
  for (let count = 0; count < 3; count++) expect(await mint(url)).toMatch(/^cst_/)
  expect((await fetchChecked(`${url}/readyz`)).status).toBe(200)
  expect(cli.process.exitCode).toBeNull()
})

test.skipIf(process.platform !== 'linux')(
  'a server whose log is on a full disk goes on, and ends in order',
  async () => {
    const probe = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => probe.once('listening', resolve))
    const port = String((probe.address() as AddressInfo).port)
    await new Promise(resolve => probe.close(resolve))
    const full = openSync('/dev/full', 'w')
    const cli = await start({ ...keys, PARLEY_PORT: port }, [], newFolder(), full)
    closeSync(full)
    const status = async () => (await fetchChecked(`http://127.0.0.1:${port}/v1/characters`)).status
    await expect.poll(() => status().catch(() => 0)).toBe(401)
    for (let count = 0; count < 5; count++) expect(await status()).toBe(401)
    cli.process.kill('SIGTERM')
    expect((await cli.ended).code).toBe(0)
  },
  30_000,
)

test('conversations are exported with their feedback, and a user is erased, beside a server that is running', async () => {
  const cwd = newFolder()
  const url = await (await start(keys, [], cwd)).url
  const talk = async (userIdentifier: string, text: string) => {
    const token = await mint(url, { userIdentifier })
    const made = await post(`${url}/v1/conversations`, token, { title: text })
    const { id } = (await made.json()) as { id: string }
    const path = `${url}/v1/conversations/${id}`
    const sent = await post(`${path}/messages`, token, { message: say(text) })
    const { message } = (await sent.json()) as { message: Message }
    await fetchChecked(`${path}/messages/${message.id}/feedback`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ rating: 'down', comment: 'no' }),
    })
    return { token, path }
  }
  const ada = await talk('ada', 'from ada')
  const bob = await talk('bob', 'from bob')
  const run = async (...args: string[]) => (await start(keys, args, cwd)).ended
  const lines = async (...args: string[]) => {
    const { stdout, code } = await run('export', ...args)
    expect(code).toBe(0)
    return stdout
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line) as Conversation & { messages: Message[] })
  }
  const exported = await lines()
  expect(exported.map(({ title }) => title)).toEqual(['from ada', 'from bob'])
  expect(exported[0]!.messages.map(textOf)).toEqual(['from ada', 'from ada'])
  expect(exported[0]!.messages[1]!.metadata.feedback).toEqual({ rating: 'down', comment: 'no' })
  expect(await lines('--since', exported[1]!.updatedAt)).toHaveLength(1)
  expect(await lines('--since', '2999-01-01')).toEqual([])

  expect((await run('erase', '--user-identifier', 'ada')).stdout).toBe('Erased.\n')
  expect((await run('erase', '--user-identifier', 'ada')).stdout).toBe('Nothing was kept of this user.\n')
  expect((await lines()).map(({ title }) => title)).toEqual(['from bob'])
  const get = ({ path, token }: typeof ada) => fetchChecked(path, { headers: { authorization: `Bearer ${token}` } })
  expect((await get(ada)).status).toBe(401)
  expect((await get(bob)).status).toBe(200)
  for (const file of ['parley.db', 'parley.db-wal'])
    expect(readFileSync(join(cwd, '.parley', file)).includes('from ada')).toBe(false)
})

test('an export writes nothing, and leaves the schema of an earlier version as it is', async () => {
  const cwd = newFolder()
  const path = join(cwd, 'parley.db')
  const backup = join(cwd, 'backup.db')
  const storage = await libsqlStorage({ path })
  await storage.createConversation('v_1', { id: 'c_1', title: 'of old', titled: true, createdAt: 1 }, [])
  await storage.close()
  const old = new Database(path)
  old.exec(`update parley_schema set version = 1; drop index conversations_age; vacuum into '${backup}'`)
  old.close()
  const before = readFileSync(backup)
  const { code, stdout } = await (await start({ DATABASE_URL: `file:${backup}` }, ['export'], cwd)).ended
  expect([code, stdout]).toEqual([0, expect.stringContaining('of old')])
  expect(readFileSync(backup).equals(before)).toBe(true)
})

test('makes keys at first start, prints them once, and keeps them private', async () => {
  const cwd = newFolder()
  const first = await start({}, [], cwd)
  await first.url
  first.process.kill('SIGINT')
  const { stdout, code } = await first.ended
  expect(code).toBe(0)
  const file = join(cwd, '.parley/keys.json')
  const { secretKey, publishableKey } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  expect(stdout).toContain(secretKey)
  expect(stdout).toContain(publishableKey)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const second = await start({}, [], cwd)
  const response = await post(`${await second.url}/v1/chatSessions`, secretKey!, { embedOrigin: null })
  expect(response.status).toBe(201)
  second.process.kill('SIGTERM')
  expect((await second.ended).stdout).not.toContain(secretKey)
})

describe('a bad setting stops the start with one line', () => {
  const bad: [settings: Record<string, string>, args: string[], line: RegExp][] = [
    [{ PARLEY_PORT: 'eighty' }, [], /PARLEY_PORT "eighty" is not a whole number; use 0 to 65535/],
    [{}, ['--port', '70000'], /PARLEY_PORT "70000" is too large; use 0 to 65535/],
    [{}, ['--port'], /--port has no value/],
    [{}, ['--prot', '1'], /--prot is not a setting; parley-server --help/],
    [
      { DATABASE_URL: 'postgres://u:secret@127.0.0.1:1/d' },
      [],
      /DATABASE_URL "postgres:…" cannot be opened: .*REFUSED/,
    ],
    [{ DATABASE_URL: 'postgres:d' }, [], /DATABASE_URL "postgres:…" is no address of a database; use postgres:\/\//],
    [
      { DATABASE_URL: 'postgres://u:secret@127.0.0.1:1/d', PARLEY_PUBLISHABLE_KEY: '' },
      [],
      /PARLEY_PUBLISHABLE_KEY is not set; with postgres: every instance/,
    ],
    [{ PARLEY_DATABASE_POOL: '0' }, [], /PARLEY_DATABASE_POOL "0" is too few; use 1 to 1000/],
    [{ PARLEY_LEASE_SECONDS: '0' }, [], /PARLEY_LEASE_SECONDS "0" is too few; use 1 to 3600/],
    [{ PARLEY_MAX_REPLIES: 'many' }, [], /PARLEY_MAX_REPLIES "many" is not a whole number/],
    [{ PARLEY_MAX_REPLIES: '0' }, [], /PARLEY_MAX_REPLIES "0" is too few; use 1 to 1000000/],
    [{ PARLEY_RATE_LIMIT: '0/min' }, [], /PARLEY_RATE_LIMIT "0\/min" is not a rate/],
    [
      { PARLEY_SECRET_KEY: 'sk_test_0000001,sk_test_0000002,sk_test_0000003' },
      [],
      /PARLEY_SECRET_KEY holds 3 keys; give one, or two while you rotate them/,
    ],
    [{ PARLEY_OVERLOAD_MS: 'late' }, [], /PARLEY_OVERLOAD_MS "late" is not a whole number/],
    [{ DATABASE_URL: 'mysql://x' }, [], /DATABASE_URL "mysql:…" is not a database/],
    [{ DATABASE_URL: 'file:/dev/null/parley.db' }, [], /DATABASE_URL "file:\/dev\/null\/parley.db" cannot be opened/],
    [{ PARLEY_SECRET_KEY: 'secret' }, [], /PARLEY_SECRET_KEY holds a key that is not "sk_"/],
    [{ PARLEY_ALLOWED_ORIGINS: 'https://*.com' }, [], /PARLEY_ALLOWED_ORIGINS: "https:\/\/\*\.com" would allow/],
    [{ PARLEY_ALLOWED_ORIGINS: 'https://a.example,https://*.co.uk' }, [], /"https:\/\/\*\.co\.uk" would allow/],
    [{ PARLEY_ALLOWED_ORIGINS: 'https://*.github.io' }, [], /"https:\/\/\*\.github\.io" would allow/],
    [{ PARLEY_ALLOWED_ORIGINS: 'example.com' }, [], /"example.com" is not an origin/],
    [{ PARLEY_PUBLIC_ORIGIN: 'chat' }, [], /PARLEY_PUBLIC_ORIGIN "chat" is not an origin/],
    [{ PARLEY_RESPONDER: 'model' }, [], /PARLEY_MODEL is not set/],
    [
      { PARLEY_RESPONDER: 'model', PARLEY_MODEL: 'm', OPENAI_BASE_URL: 'x' },
      [],
      /OPENAI_BASE_URL "x" is not a URL; write one such as https:\/\/api\.openai\.com\/v1/,
    ],
    [{ PARLEY_RESPONDER: 'parrot' }, [], /PARLEY_RESPONDER "parrot" is no responder/],
    [{ PARLEY_RESPONDER: 'docs', PARLEY_DOCS: 'nowhere' }, [], /PARLEY_DOCS "nowhere" is not there/],
    [{ PARLEY_RESPONDER: 'docs', PARLEY_DOCS: '/dev/null' }, [], /PARLEY_DOCS "\/dev\/null" cannot be read \(ENOTDIR/],
    [{ PARLEY_EMBED: '/nope' }, [], /PARLEY_EMBED "\/nope" has no parley\.js/],
    [{ PARLEY_EMBED_ARCHIVE: '/dev/null' }, [], /PARLEY_EMBED_ARCHIVE "\/dev\/null" cannot be written to \(ENOTDIR/],
    [{ PARLEY_EMBED_ARCHIVE: '/proc/nope/x' }, [], /PARLEY_EMBED_ARCHIVE "\/proc\/nope\/x" cannot be written to/],
    [{ PARLEY_DOCS_URL: 'docs' }, [], /PARLEY_DOCS_URL "docs" is not a URL; write one such as https:\/\/docs\./],
    [
      { PARLEY_DIALECTS: 'inkeep,morse' },
      [],
      /PARLEY_DIALECTS "morse" is no dialect; use none, all, or some of inkeep/,
    ],
    [{ PARLEY_DIALECTS: 'all,none' }, [], /PARLEY_DIALECTS "all,none" has all beside others; all stands alone/],
    [{ PARLEY_DIALECTS: 'inkeep,none' }, [], /PARLEY_DIALECTS "inkeep,none" has none beside others/],
    [{ PARLEY_RATE_LIMIT: 'fast' }, [], /PARLEY_RATE_LIMIT "fast" is not a rate/],
    [{ PARLEY_ANONYMOUS_LIMIT: '0/h' }, [], /PARLEY_ANONYMOUS_LIMIT "0\/h" is not a rate/],
    [{ PARLEY_TRUST_PROXY: '-1' }, [], /PARLEY_TRUST_PROXY "-1"/],
    [{ PARLEY_RETENTION_DAYS: '0' }, [], /PARLEY_RETENTION_DAYS "0" is not a number of days/],
    [{ PARLEY_METRICS_PORT: 'x' }, [], /PARLEY_METRICS_PORT "x" is not a whole number/],
    [{ PARLEY_LOG_LEVEL: 'loud' }, [], /PARLEY_LOG_LEVEL "loud" is no level/],
    [{}, ['frobnicate'], /frobnicate is not a command; parley-server --help/],
    [{}, ['export', '--since', 'yesterday'], /--since "yesterday" is not a date/],
    [{}, ['export', '--since', '2026-13-01'], /--since "2026-13-01" is not a date/],
    [{}, ['export', '--since', '2026-02-30'], /--since "2026-02-30" is not a date/],
    [{}, ['export', '--since', '2026-02-29T12:00:00Z'], /--since "2026-02-29T12:00:00Z" is not a date/],
    [{}, ['export', '--since', '2026-01-01T25:00:00Z'], /--since "2026-01-01T25:00:00Z" is not a date/],
    // Dates, so that what is wrong is the database.
    [{}, ['export', '--since', '2028-02-29'], /DATABASE_URL/],
    [{}, ['export', '--since', '2026-12-31T23:59:59.5-11:00'], /DATABASE_URL/],
    [{ DATABASE_URL: 'file:no/parley.db' }, ['export'], /DATABASE_URL "file:no\/parley.db" is no file that is there/],
    [{}, ['erase'], /erase needs a user/],
    [
      { DATABASE_URL: 'file:/proc/parley/parley.db' },
      [],
      /DATABASE_URL "file:\/proc\/parley\/parley.db" cannot be opened/,
    ],
    [{ DATABASE_URL: 'file:/proc/parley.db' }, [], /"file:\/proc\/parley.db" cannot be opened: there can be no file/],
    [{ DATABASE_URL: 'file:/proc' }, [], /"file:\/proc" cannot be opened: there can be no file/],
    [{ PARLEY_CHARACTERS: 'nowhere.json' }, [], /PARLEY_CHARACTERS "nowhere.json" cannot be read/],
    [{ PARLEY_ECHO_DELAY_MS: 'slow' }, [], /PARLEY_ECHO_DELAY_MS "slow"/],
    [{ PARLEY_HOST: 'not a host' }, [], /PARLEY_HOST "not a host" cannot be listened on/],
  ]
  // In this process, because thirty starts take half a minute; two of them as the command itself.
  const startHere = async (env: Record<string, string>, args: string[]): Promise<unknown> => {
    const read = readArguments(args, {
      PARLEY_PORT: '0',
      PARLEY_RESPONDER: 'echo',
      ...keys,
      DATABASE_URL: 'memory:',
      ...env,
    })
    if (read.action === 'export') return runExport(readSettings(read.settings), read.since, () => {})
    if (read.action === 'erase') return runErase(readSettings(read.settings), read.userIdentifier)
    return read.action === 'start' && startServer({ settings: read.settings })
  }

  test.each(bad)('%j %j', async (settings, args, line) => {
    const error: unknown = await startHere(settings, args).then(
      () => undefined,
      (failure: unknown) => failure,
    )
    expect(error).toBeInstanceOf(SettingError)
    expect((error as SettingError).message).toMatch(line)
    expect((error as SettingError).message).not.toContain('secret@')
  })

  test.each(bad.slice(0, 2))('as the command: %j %j', async (settings, args, line) => {
    const { code, stderr } = await (await start({ ...keys, ...settings }, args)).ended
    expect(code).toBe(1)
    expect(stderr).toMatch(line)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  test('a database that no server has used, and a file that is none', async () => {
    const folder = newFolder()
    const path = join(folder, 'other.db')
    const other = new Database(path)
    other.exec('create table recipes (name text)')
    other.close()
    const before = readFileSync(path)
    const run = (action: string, file: string) =>
      startHere({ DATABASE_URL: `file:${file}` }, [action, ...(action === 'erase' ? ['--user-identifier', 'ada'] : [])])
    for (const action of ['export', 'erase'])
      await expect(run(action, path)).rejects.toThrow(/cannot be opened: no server has used this database/)
    expect(readFileSync(path)).toEqual(before)
    const text = join(folder, 'notes.txt')
    writeFileSync(text, 'no database '.repeat(100))
    await expect(run('export', text)).rejects.toThrow(/cannot be opened: file is not a database/)
  })

  test('a start that fails leaves the database to the next one', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => other.once('listening', resolve))
    const port = String((other.address() as AddressInfo).port)
    const settings = { ...keys, PARLEY_PORT: '0', DATABASE_URL: `file:${join(newFolder(), 'parley.db')}` }
    for (const name of ['PARLEY_PORT', 'PARLEY_METRICS_PORT'])
      await expect(startServer({ settings: { ...settings, [name]: port } })).rejects.toThrow(`${name} "${port}"`)
    other.close()
    // Nor does a server that has ended keep it.
    for (let count = 0; count < 4; count++) await (await startServer({ settings })).close()
  })

  test('a key file that cannot be read, and one without keys', async () => {
    const folder = newFolder()
    const settings = { PARLEY_PORT: '0', DATABASE_URL: 'memory:' }
    await expect(startServer({ keyFile: folder, settings })).rejects.toThrow(/cannot be read \(EISDIR.*give the right/)
    const keyFile = join(folder, 'keys.json')
    for (const text of ['{}', '[]', 'null', 'sk_', '{"secretKey":"sk_key_file_0001","publishableKey":7}']) {
      writeFileSync(keyFile, text)
      await expect(startServer({ keyFile, settings })).rejects.toThrow('does not hold keys; repair it')
      expect(readFileSync(keyFile, 'utf8')).toBe(text)
    }
  })

  test('a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo
    const { code, stderr } = await (await start({ ...keys, PARLEY_PORT: String(port) })).ended
    other.close()
    expect([code, stderr]).toEqual([
      1,
      `parley-server: PARLEY_PORT "${port}" is in use on 127.0.0.1; stop the other program or take another port\n`,
    ])
  })
})

test('--help lists every setting, and --version is the package’s', async () => {
  const help = await (await start({}, ['--help'])).ended
  expect(help.code).toBe(0)
  for (const name of Object.keys(settingDefinitions)) {
    expect(help.stdout).toContain(name)
    expect(help.stdout).toContain(flagOf(name as keyof typeof settingDefinitions))
  }
})

test('two Origin headers are not one', async () => {
  const cli = await start({ ...keys, PARLEY_ALLOWED_ORIGINS: 'https://a.example' })
  const { port } = new URL(await cli.url)
  const status = (origins: string[]) =>
    new Promise<number | undefined>((resolve, reject) => {
      const body = JSON.stringify({ embedOrigin: 'https://a.example' })
      const headers = [
        ['host', 'x'],
        ['authorization', `Bearer ${keys.PARLEY_PUBLISHABLE_KEY}`],
        ['content-type', 'application/json'],
        ['content-length', String(body.length)],
        ...origins.map(origin => ['origin', origin]),
      ].flat()
      const sent = request({ port, method: 'POST', path: '/v1/chatSessions', headers }, response => {
        response.resume()
        resolve(response.statusCode)
      })
      sent.on('error', reject)
      sent.end(body)
    })
  expect(await status(['https://a.example'])).toBe(201)
  expect(await status(['https://a.example', 'https://a.example'])).toBe(403)
  expect(await status(['https://a.example', 'https://evil.example'])).toBe(403)
  expect(await status(['https://evil.example', 'https://a.example'])).toBe(403)
})

test('answers from documents, with characters from a file, and serves the embed files', async () => {
  const cwd = newFolder()
  mkdirSync(join(cwd, 'docs/guide'), { recursive: true })
  mkdirSync(join(cwd, 'embed'))
  writeFileSync(join(cwd, 'docs/guide/start.md'), '# Start\n\nHello.\n\n## Embed the widget\n\nPaste the script tag.\n')
  writeFileSync(join(cwd, 'characters.json'), '[{"id":"ada","name":"Ada","greeting":"Hi, I am Ada."}]')
  writeFileSync(join(cwd, 'embed/manifest.json'), '{"version":"0.1.0"}')
  writeFileSync(join(cwd, 'embed/parley.js'), 'export {}')
  const settings = {
    PARLEY_RESPONDER: 'docs',
    PARLEY_DOCS_URL: 'https://docs.example',
    PARLEY_CHARACTERS: 'characters.json',
  }
  const cli = await start({ ...keys, ...settings }, ['--embed=embed'], cwd)
  const url = await cli.url
  const response = await post(
    `${url}/v1/conversations`,
    await mint(url),
    { characterId: 'ada', message: say('How do I embed the widget?') },
    { accept: 'text/event-stream' },
  )
  const events = await readStream(response)
  expect(events.map(({ event }) => (event?.type === 'source-url' ? event.url : '')).filter(Boolean)[0]).toBe(
    'https://docs.example/guide/start#embed-the-widget',
  )
  const loader = await fetch(`${url}/embed/parley.js`)
  expect([loader.status, await loader.text()]).toEqual([200, 'export {}'])
  const revalidated = await fetch(`${url}/embed/parley.js`, {
    headers: { 'if-none-match': loader.headers.get('etag')! },
  })
  expect(revalidated.status).toBe(304)
})
