import type { Text } from '../rows/words.ts';

const teams = new Set(['nobody', 'catalogue', 'sales', 'finance', 'admin', 'it', 'shop']);

/** The name of a team in the user's language; one that a company has made up itself stays as it is. */
export const teamName = (text: Text, team: string): string => (teams.has(team) ? text(`Team_${team}`) : team);
