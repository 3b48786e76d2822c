// A citizen's app written with the open311 package of npm, which knows nothing of this project.
// Usage: node open311_client.js ADDRESS API_KEY SERVICE_CODE TEXT json|xml
// Finds the node's endpoint, hands one report in, reads it back, and prints its id.
const assert = require('assert');
const Open311 = require('open311');

const [address, apiKey, serviceCode, text, format] = process.argv.slice(2);

// The package's calls, as promises.
function ask(client, name, ...values) {
  return new Promise((resolve, reject) => {
    client[name](...values, (failed, answer) => (failed ? reject(answer) : resolve(answer)));
  });
}

// In XML the package reads a list without elements as an empty text.
const listed = (answer) => (answer === '' ? [] : answer);

async function main() {
  const client = new Open311({ discovery: `${address}/open311/v2/discovery.json`, apiKey });
  const found = await ask(client, 'serviceDiscovery', { cache: true });
  assert.strictEqual(found.endpoints[0].specification, 'http://wiki.open311.org/GeoReport_v2');
  assert.strictEqual(client.endpoint, `${address}/open311/v2/`);
  client.format = format;

  const services = await ask(client, 'serviceList');
  const service = services.find((one) => one.service_code === serviceCode);
  assert.ok(service, `no service ${serviceCode} among ${services.length}`);
  const definition = await ask(client, 'serviceDefinition', serviceCode);
  if (format === 'json') {
    assert.ok(definition.attributes.some((one) => one.code === 'jenis'));
  }

  const [submitted] = await ask(client, 'submitRequest', {
    service_code: serviceCode,
    lat: -0.5021,
    long: 117.1537,
    address_string: 'Jalan Kapten Soedjono',
    description: text,
    attributes: { jenis: 'aspirasi' },
  });
  const id = submitted.service_request_id;
  const [request] = await ask(client, 'serviceRequest', id);
  assert.strictEqual(request.service_request_id, id);
  assert.strictEqual(request.description, text);
  assert.strictEqual(request.status, 'open');
  assert.strictEqual(request.service_name, service.service_name);
  assert.ok(+request.requested_datetime > Date.parse('2020-01-01'));

  const open = await ask(client, 'serviceRequests', { service_code: serviceCode, status: 'open' });
  assert.ok(open.some((one) => one.service_request_id === id));
  const closed = await ask(client, 'serviceRequests', { status: 'closed' });
  assert.ok(!listed(closed).some((one) => one.service_request_id === id));
  const named = await ask(client, 'serviceRequests', [id]);
  assert.deepStrictEqual(named.map((one) => one.service_request_id), [id]);
  console.log(id);
}

main().catch((failed) => {
  console.error(failed);
  process.exitCode = 1;
});
