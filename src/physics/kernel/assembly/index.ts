export * from './places';
export {
  along,
  copy,
  dismiss,
  help,
  helpedParts,
  largestCoupling,
  largestError,
  patienceMs,
  rates,
  updateChambers,
  updateOrifices,
} from './team';
