// Every route says who may call it and what it answers; every part of a request that is read has a schema.

const METHODS = new Set(['Get', 'Post', 'Put', 'Patch', 'Delete', 'All', 'Head', 'Options', 'Search', 'Sse']);
const PARTS = new Set(['Body', 'Query', 'Param']);

const names = (decorators = []) =>
  decorators.map(({ expression }) => (expression.type === 'CallExpression' ? expression.callee.name : expression.name));

const isAccess = (name) => name === 'Requires' || name === 'Public';

const isRoute = (method) => names(method.decorators).some((name) => METHODS.has(name));

export const routeAccess = {
  meta: {
    type: 'problem',
    messages: {
      access: 'The route {{ name }} has neither @Requires(permission) nor @Public(reason).',
      both: 'The route {{ name }} has both @Requires and @Public.',
    },
    schema: [],
  },
  create: (context) => ({
    MethodDefinition(node) {
      if (!isRoute(node)) return;
      // The method's own replaces what its class says.
      const own = names(node.decorators).filter(isAccess);
      const found = own.length > 0 ? own : names(node.parent.parent.decorators).filter(isAccess);
      if (found.length === 1) return;
      const data = { name: context.sourceCode.getText(node.key) };
      context.report({ node: node.key, messageId: found.length === 0 ? 'access' : 'both', data });
    },
  }),
};

export const routeContract = {
  meta: {
    type: 'problem',
    messages: {
      answer: 'The route {{ name }} has no @Returns: its answer would leave unfiltered.',
      schema: '@{{ part }} without a schema: what comes in would be unchecked.',
    },
    schema: [],
  },
  create: (context) => ({
    MethodDefinition(node) {
      if (!isRoute(node)) return;
      if (!names(node.decorators).includes('Returns')) {
        context.report({ node: node.key, messageId: 'answer', data: { name: context.sourceCode.getText(node.key) } });
      }
      for (const parameter of node.value.params) checkParts(context, parameter);
    },
  }),
};

function checkParts(context, parameter) {
  for (const { expression } of parameter.decorators ?? []) {
    const part = expression.type === 'CallExpression' ? expression.callee.name : expression.name;
    if (!PARTS.has(part)) continue;
    const given = expression.type === 'CallExpression' ? expression.arguments : [];
    const hasSchema = given.some(
      (argument) => argument.type === 'ObjectExpression' && argument.properties.some((p) => p.key?.name === 'schema'),
    );
    if (!hasSchema) context.report({ node: expression, messageId: 'schema', data: { part } });
  }
}
