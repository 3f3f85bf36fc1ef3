export * from './places';
export {
  along,
  beginRate,
  bookOrifices,
  dismiss,
  help,
  helpedParts,
  largestError,
  patienceMs,
  updateChambers,
  updateOrifices,
} from './team';
