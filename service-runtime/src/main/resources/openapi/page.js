// Shows /openapi.json: one block per operation, with its members and a form that calls it.
const api = await (await fetch('/openapi.json')).json();
const schemas = api.components?.schemas ?? {};

function element(tag, text, ...children) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

function resolve(schema) {
  if (!schema) return {};
  if (schema.$ref) return resolve(schemas[schema.$ref.split('/').pop()]);
  if (schema.allOf?.length === 1) return resolve(schema.allOf[0]);
  return schema;
}

function nameOf(schema) {
  const ref = schema?.$ref ?? schema?.allOf?.[0]?.$ref;
  if (ref) return ref.split('/').pop();
  if (schema?.type === 'array') return `list of ${nameOf(schema.items)}`;
  if (schema?.additionalProperties) return `map of ${nameOf(schema.additionalProperties)}`;
  return schema?.format ?? schema?.type ?? 'any';
}

/** A body to start from: every required member, in the shape of its schema. */
function example(schema, depth = 0) {
  const seen = resolve(schema);
  if (seen.example !== undefined) return seen.example;
  if (seen.enum) return seen.enum[0];
  if (seen.type === 'array') return depth > 4 ? [] : [example(seen.items, depth + 1)];
  if (seen.properties) {
    const members = seen.required ?? Object.keys(seen.properties);
    return Object.fromEntries(members.map((name) => [name, example(seen.properties[name], depth + 1)]));
  }
  if (seen.type === 'integer' || seen.type === 'number') return Math.max(seen.minimum ?? 0, 1);
  if (seen.type === 'boolean') return true;
  if (seen.format === 'date-time') return '2011-12-10T12:00:00Z';
  return seen.type === 'string' ? (seen.pattern?.split('|')[0] ?? '12347') : {};
}

function bounds(schema) {
  const words = { minimum: '≥', maximum: '≤', minLength: 'length ≥', maxLength: 'length ≤', pattern: 'like' };
  return Object.entries(words)
    .filter(([key]) => schema[key] !== undefined)
    .map(([key, word]) => `${word} ${schema[key]}`)
    .join(', ');
}

function members(schema) {
  const seen = resolve(schema?.type === 'array' ? schema.items : schema);
  if (!seen.properties) return element('p', nameOf(schema));
  const table = element('table');
  table.append(element('tr', '', ...['Member', 'Type', 'Meaning'].map((head) => element('th', head))));
  for (const [name, member] of Object.entries(seen.properties)) {
    const needed = seen.required?.includes(name) ? '' : ' (optional)';
    const limits = bounds(resolve(member));
    const type = nameOf(member) + needed + (limits ? `, ${limits}` : '');
    const meaning = member.description ?? resolve(member).description ?? '';
    table.append(element('tr', '', element('td', '', element('code', name)), element('td', type),
      element('td', meaning.replace(/\\([[\]^_*])/g, '$1'))));
  }
  return table;
}

function form(path, method, operation) {
  const made = element('form');
  for (const parameter of operation.parameters ?? []) {
    const input = element('input');
    input.name = parameter.name;
    input.dataset.in = parameter.in;
    input.value = parameter.schema?.default ?? '';
    input.required = parameter.required === true;
    made.append(element('label', `${parameter.name} (${parameter.in}) `, input));
  }
  const content = Object.entries(operation.requestBody?.content ?? {})[0];
  const body = element('textarea');
  if (content) {
    body.rows = 8;
    body.value = JSON.stringify(example(content[1].schema), null, 2);
    made.append(element('label', `body (${content[0]}) `, body));
  }
  const answer = element('pre');
  answer.hidden = true;
  made.append(element('button', 'Send'), answer);
  made.addEventListener('submit', async (event) => {
    event.preventDefault();
    answer.hidden = false;
    answer.textContent = await call(path, method, made, content ? [content[0], body.value] : null);
  });
  return made;
}

async function call(path, method, filled, body) {
  let address = path;
  const query = new URLSearchParams();
  for (const input of filled.querySelectorAll('input')) {
    if (input.dataset.in === 'path') address = address.replace(`{${input.name}}`, encodeURIComponent(input.value));
    else if (input.dataset.in === 'query' && input.value !== '') query.set(input.name, input.value);
  }
  const options = { method: method.toUpperCase(), headers: body ? { 'Content-Type': body[0] } : {} };
  if (body) options.body = body[1];
  try {
    const response = await fetch(address + (query.size ? `?${query}` : ''), options);
    const text = await response.text();
    let shown = text;
    try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* not JSON: shown as it came */ }
    return `${response.status} ${response.headers.get('Content-Type') ?? ''}\n${shown}`;
  } catch (error) {
    return `No answer: ${error.message}`;
  }
}

function block(path, method, operation) {
  const made = element('details');
  made.append(element('summary', '', element('b', method.toUpperCase()), element('code', path),
    ` ${operation.summary ?? ''}`));
  const request = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  if (request) made.append(element('h2', `Request: ${nameOf(request)}`), members(request));
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    const schema = Object.values(response.content ?? {})[0]?.schema;
    made.append(element('h2', `Answer ${status}: ${schema ? nameOf(schema) : response.description ?? ''}`));
    if (schema && status !== 'default') made.append(members(schema));
  }
  made.append(element('h2', 'Try it'), form(path, method, operation));
  return made;
}

document.title = api.info.title;
document.getElementById('title').textContent = api.info.title;
const place = document.getElementById('operations');
place.replaceChildren();
for (const [path, operations] of Object.entries(api.paths)) {
  for (const [method, operation] of Object.entries(operations)) place.append(block(path, method, operation));
}
