// SQL takes parameters, never values in its text. Text may be put together only from pieces that are constant in the
// source, or that went through a function which proves them harmless.

const SQL_METHODS = new Set([
  'query',
  'where',
  'andWhere',
  'orWhere',
  'having',
  'andHaving',
  'orHaving',
  'orderBy',
  'addOrderBy',
  'addSelect',
]);
const SQL_FUNCTIONS = new Set(['query', 'sql']);
/** `sqlIdentifier` and `tenantTable` refuse what is not a plain identifier; the others quote with the driver's own functions. */
const PROVEN = new Set(['sqlIdentifier', 'tenantTable', 'escapeIdentifier', 'escapeLiteral', 'ledgerOf']);

const calledName = (callee) => (callee.type === 'MemberExpression' ? callee.property.name : callee.name);
const takesSql = ({ callee }) => (callee.type === 'MemberExpression' ? SQL_METHODS : SQL_FUNCTIONS).has(calledName(callee));

function variableOf(scope, name) {
  for (let current = scope; current; current = current.upper) {
    const variable = current.set.get(name);
    if (variable) return variable;
  }
  return undefined;
}

/** The initial value of a `const`; undefined for parameters, `let` and imports. */
function constantValue(scope, name) {
  const definition = variableOf(scope, name)?.defs[0];
  const isConstant = definition?.type === 'Variable' && definition.parent.kind === 'const' && definition.node.id.type === 'Identifier';
  return isConstant ? definition.node.init : undefined;
}

const CONSTANT_NAME = /^[A-Z][A-Z0-9_]*$/;
const isImport = (scope, name) => variableOf(scope, name)?.defs[0]?.type === 'ImportBinding';

/** Types that only wrap: `x as T`, `x satisfies T`. */
const unwrapped = (node) => (node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression' ? unwrapped(node.expression) : node);

function isConstant(node, scope) {
  const value = unwrapped(node);
  switch (value.type) {
    case 'Literal':
      return true;
    case 'TemplateLiteral':
      return value.expressions.every((part) => isConstant(part, scope));
    case 'BinaryExpression':
      return isConstant(value.left, scope) && isConstant(value.right, scope);
    case 'ConditionalExpression':
      return isConstant(value.consequent, scope) && isConstant(value.alternate, scope);
    case 'ArrayExpression':
      return value.elements.every((element) => element && isConstant(element, scope));
    case 'CallExpression':
      return PROVEN.has(calledName(value.callee)) || isJoinOfConstants(value, scope);
    case 'Identifier': {
      const initial = constantValue(scope, value.name);
      return initial ? isConstant(initial, scope) : CONSTANT_NAME.test(value.name) && isImport(scope, value.name);
    }
    default:
      return false;
  }
}

const isJoinOfConstants = ({ callee }, scope) =>
  callee.type === 'MemberExpression' && callee.property.name === 'join' && isConstant(callee.object, scope);

/** What is text being put together, as opposed to a value that comes from elsewhere as a whole. */
function isBuilt(node, scope) {
  const value = unwrapped(node);
  if (value.type === 'TemplateLiteral') return value.expressions.length > 0;
  if (value.type === 'BinaryExpression') return value.operator === '+';
  if (value.type === 'CallExpression') return ['concat', 'join', 'replace', 'replaceAll', 'format'].includes(calledName(value.callee));
  if (value.type !== 'Identifier') return false;
  const initial = constantValue(scope, value.name);
  return initial ? isBuilt(initial, scope) : false;
}

export const noBuiltSql = {
  meta: {
    type: 'problem',
    messages: { built: 'SQL built from values: pass them as parameters; identifiers go through sqlIdentifier().' },
    schema: [],
  },
  create: (context) => ({
    CallExpression(node) {
      const [text] = node.arguments;
      if (!text || !takesSql(node)) return;
      const scope = context.sourceCode.getScope(node);
      if (isBuilt(text, scope) && !isConstant(text, scope)) context.report({ node: text, messageId: 'built' });
    },
  }),
};

const WRITES = new Set(['update', 'delete', 'softDelete', 'restore']);

/** The names of the calls in `a.b().c().d()`, last first. */
function chain(node) {
  const names = [];
  for (let call = node; call?.type === 'CallExpression' && call.callee.type === 'MemberExpression'; call = call.callee.object) {
    names.push(call.callee.property.name);
  }
  return names;
}

export const noUnfilteredWrite = {
  meta: {
    type: 'problem',
    messages: { unfiltered: 'A builder write without where() changes every row of the tenant.' },
    schema: [],
  },
  create: (context) => ({
    'CallExpression[callee.property.name="execute"]'(node) {
      const names = chain(node);
      const writes = names.includes('createQueryBuilder') && names.some((name) => WRITES.has(name));
      if (writes && !names.some((name) => ['where', 'whereInIds', 'whereEntity'].includes(name))) {
        context.report({ node, messageId: 'unfiltered' });
      }
    },
  }),
};
