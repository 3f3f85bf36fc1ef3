export * from './places';
export {
  along,
  beginRate,
  bookOrifices,
  dismiss,
  help,
  largestError,
  patienceMs,
  updateChambers,
  updateOrifices,
} from './team';
