export { updateChambers } from './chambers';
export { updateOrifices } from './orifices';
export * from './places';
export { along, beginRate, bookOrifices, largestError } from './vectors';
