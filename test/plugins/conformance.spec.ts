import { conformance } from '../../src/testing/conformance/conformance.js';
import notes from '../fixtures/plugins/notes/plugin.js';
import buildsOnNotes from '../fixtures/plugins/builds-on-notes/plugin.js';
import leadsElsewhere from '../fixtures/plugins/leads-elsewhere/plugin.js';
import whiteboard from '../fixtures/plugins/whiteboard/plugin.js';
import routeAliases from '../../plugins/route-aliases/plugin.js';
import coLearning from '../../plugins/co-learning/plugin.js';
import gamification from '../../plugins/gamification/plugin.js';

conformance(notes, { oldSettings: { 1: { prefix: 'Dear ' } } });
conformance(buildsOnNotes, { with: [notes] });
conformance(leadsElsewhere, { with: [notes] });
conformance(gamification);
conformance(coLearning, {
  rooms: { colearning: async ({ person }) => (await person.client.post('/colearning/rooms', { name: 'A room' })).body.id as string },
});
conformance(routeAliases);
conformance(whiteboard, {
  rooms: { whiteboard: async ({ person }) => (await person.client.post('/whiteboard/boards', {})).body.id as string },
});
