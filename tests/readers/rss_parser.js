// rss_parser.js ADDRESS [ETAG]: prints what the npm package rss-parser reads from a feed, as JSON.
// This script fetches the feed itself to get the status of a conditional request.
'use strict';
const http = require('http');
const Parser = require('rss-parser');

function get(address, etag) {
    return new Promise((resolve, reject) => {
        const headers = etag ? {'If-None-Match': etag} : {};
        http.get(address, {headers}, (answer) => {
            let body = '';
            answer.setEncoding('utf8');
            answer.on('data', (part) => { body += part; });
            answer.on('end', () => resolve({status: answer.statusCode, etag: answer.headers.etag, body}));
        }).on('error', reject);
    });
}

async function main() {
    const [address] = process.argv.slice(2);
    const first = await get(address);
    const again = await get(address, first.etag);
    const feed = await new Parser().parseString(first.body);
    const items = feed.items.map((item) => ({
        id: item.id || item.guid, title: item.title, link: item.link || null, date: item.isoDate,
        text: (item['content:encoded'] || item.content || '').length}));
    console.log(JSON.stringify({title: feed.title, status: [first.status, again.status], again: again.body, items}));
}

main().catch((error) => { console.error(error); process.exit(1); });
