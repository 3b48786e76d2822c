// The Spark convention: the root is dropped, and an element whose children all have one name is a
// list.
const { XMLParser } = require('fast-xml-parser');

const parser = new XMLParser({ parseTagValue: false, ignoreDeclaration: true });

function spark(value) {
  if (value === null || typeof value !== 'object') return value;
  const names = Object.keys(value);
  const lists = names.length === 1 && typeof value[names[0]] === 'object';
  if (lists) return [].concat(value[names[0]]).map(spark);
  return Object.fromEntries(names.map((name) => [name, spark(value[name])]));
}

exports.parseXml = (text) => {
  const document = parser.parse(text);
  return spark(document[Object.keys(document)[0]]);
};
