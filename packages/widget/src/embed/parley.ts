import { startLoader } from './startLoader.ts'

startLoader()
