const { XMLParser } = require('fast-xml-parser');

const parser = new XMLParser({ parseTagValue: false, ignoreDeclaration: true });

exports.toJson = (text) => parser.parse(text);
