/** Builds a raw message from lines of text for tests: CRLF ends, one char one byte. */
export function rawMail(text: string): Buffer {
  return Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'latin1');
}

/** A mixed message with alternatives, an attachment and an enclosed message. */
export const NESTED_MAIL = rawMail(`From: Tomo <tomo@sample.com>
To: yamada@test.org
Subject: nested
Message-ID: <outer@sample.com>
Date: Tue, 24 Nov 2026 10:00:00 +0900
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="out"

preamble
--out
Content-Type: multipart/alternative; boundary=out-in

--out-in
Content-Type: text/plain; charset=utf-8

plain words
--out-in
Content-Type: text/html; charset=utf-8

<p>html words</p>
--out-in--
--out
Content-Type: application/pdf; name="a.pdf"
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="a.pdf"

AAAA
--out
Content-Type: message/rfc822
Content-Description: forwarded

From: in@sample.com
Subject: inner
Content-Type: multipart/mixed; boundary=deep

--deep

first
--deep
Content-Type: text/plain

second
--deep--

--out--
epilogue
`);
