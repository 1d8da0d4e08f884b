export { modelResponder, type ModelResponderOptions } from './responders/model/modelResponder.ts'
