/** Metrics by which an edge node and its hosts keep their sessions together. */

/** Number of the session, in births and deaths. */
export const BD_SEQ = 'bdSeq';

/** Set to true by a host that wants all births again. */
export const REBIRTH = 'Node Control/Rebirth';
