// Requests of which another server on the way might see another length: each is refused, none is guessed (RFC 9112 11.2).

private let host = "Host: h\r\n"
private let chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
private func post(_ fields: String) -> String { "POST / HTTP/1.1\r\n\(host)\(fields)\r\n\r\n" }

/// What would be a request of its own to whoever reads the length otherwise; it must never be one here.
let smuggled = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n"

/// Tricks with the length, the coding and the lines, as they are known from attacks.
let smugglingRows: [ParserRow] = [
    // Lengths.
    ParserRow("two different lengths", post("Content-Length: 0\r\nContent-Length: 34"), "400 repeated_field"),
    ParserRow("two lengths, one in capitals", post("content-length: 0\r\nCONTENT-LENGTH: 34"), "400 repeated_field"),
    ParserRow("a list of different lengths", post("Content-Length: 0, 34"), "400 bad_content_length"),
    ParserRow("a length with a comma behind", post("Content-Length: 5,"), "400 bad_content_length"),
    ParserRow("a length with a blank within", post("Content-Length: 1 1"), "400 bad_content_length"),
    ParserRow("a length with a fraction", post("Content-Length: 1.0"), "400 bad_content_length"),
    ParserRow("a length with an exponent", post("Content-Length: 1e1"), "400 bad_content_length"),
    ParserRow("a length with an underscore", post("Content-Length: 1_0"), "400 bad_content_length"),
    ParserRow("a length in other digits", post("Content-Length: １"), "400 bad_content_length"),
    ParserRow("a length in quotes", post("Content-Length: \"1\""), "400 bad_content_length"),
    ParserRow("a length with NUL", post("Content-Length: 1\0"), "400 bad_field_line"),
    ParserRow("a length with a vertical tab", post("Content-Length: \u{B}1"), "400 bad_field_line"),
    ParserRow("a length with a form feed", post("Content-Length: 1\u{C}"), "400 bad_field_line"),
    ParserRow("a length behind a blank before the colon", post("Content-Length : 34"), "400 bad_field_line"),
    ParserRow("a length behind a tab before the colon", post("Content-Length\t: 34"), "400 bad_field_line"),
    ParserRow("a length on a line that is folded", post("X: y\r\n Content-Length: 34"), "400 bad_field_line"),
    ParserRow("a length folded behind its name", post("Content-Length:\r\n 34"), "400 bad_content_length"),
    ParserRow("a name with NUL", post("Content-Length\0: 34"), "400 bad_field_line"),
    ParserRow("a length behind a bare LF", post("X: y\nContent-Length: 34"), "400 bad_line_ending"),
    ParserRow("a length behind a bare CR", post("X: y\rContent-Length: 34"), "400 bad_field_line"),
    ParserRow("a head that ends with LF alone", post("Content-Length: 34\n\n"), "400 bad_line_ending"),

    // Codings.
    ParserRow("a coding behind a blank before the colon", post("Transfer-Encoding : chunked"), "400 bad_field_line"),
    ParserRow("a coding folded", post("Transfer-Encoding:\r\n chunked"), "400 bad_transfer_encoding"),
    ParserRow("a coding behind a blank", post("X: y\r\n Transfer-Encoding: chunked"), "400 bad_field_line"),
    ParserRow("a coding behind a bare LF", post("X: y\nTransfer-Encoding: chunked"), "400 bad_line_ending"),
    ParserRow("a coding in quotes", post("Transfer-Encoding: \"chunked\""), "400 bad_transfer_encoding"),
    ParserRow("a coding that begins alike", post("Transfer-Encoding: chunkedd"), "501 unknown_transfer_coding"),
    ParserRow("a coding that ends alike", post("Transfer-Encoding: xchunked"), "501 unknown_transfer_coding"),
    ParserRow("a coding with NUL", post("Transfer-Encoding: chunked\0"), "400 bad_field_line"),
    ParserRow("a length, and a coding in capitals", post("Content-Length: 4\r\nTRANSFER-ENCODING: CHUNKED"), "400 conflicting_length"),
    ParserRow("a length, and a coding that nobody knows", post("Content-Length: 4\r\nTransfer-Encoding: x"), "501 unknown_transfer_coding"),
    ParserRow("two codings on two lines", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"), "400 repeated_field"),

    // Chunks.
    ParserRow("a chunk size with a plus", chunked + "+1\r\nx\r\n0\r\n\r\n", "400 bad_chunk"),
    ParserRow("a chunk size behind a blank", chunked + " 1\r\nx\r\n0\r\n\r\n", "400 bad_chunk"),
    ParserRow("a chunk size with an underscore", chunked + "1_0\r\nx\r\n0\r\n\r\n", "400 bad_chunk"),
    ParserRow("a chunk size with NUL", chunked + "1\0\r\nx\r\n0\r\n\r\n", "400 bad_chunk"),
    ParserRow("a chunk extension with a bare LF", chunked + "1;a\nxx\r\n0\r\n\r\n", "400 bad_chunk"),
    ParserRow("a chunk extension with a bare CR", chunked + "1;a\rb\r\nx\r\n0\r\n\r\n", "400 bad_chunk"),
    ParserRow("a last chunk that ends with LF alone", chunked + "0\n\n", "400 bad_chunk"),
    ParserRow("trailers that end with LF alone", chunked + "0\r\n\n", "400 bad_line_ending"),
    ParserRow("a folded trailer", chunked + "0\r\nA: b\r\n c\r\n\r\n", "400 bad_field_line"),

    // The request line.
    ParserRow("a target with a line of its own", "GET /a\r\nX: HTTP/1.1\r\n\(host)\r\n", "400 bad_request_line"),
    ParserRow("a target with a bare LF", "GET /a\nX: HTTP/1.1\r\n\(host)\r\n", "400 bad_line_ending"),
    ParserRow("a blank and a version twice", "GET /a HTTP/1.1 HTTP/1.1\r\n\(host)\r\n", "400 bad_request_line"),
    ParserRow("a form feed for a blank", "GET\u{C}/a HTTP/1.1\r\n\(host)\r\n", "400 bad_request_line"),
    ParserRow("an absolute target with two hosts", "GET http://a@b/ HTTP/1.1\r\n\(host)\r\n", "400 bad_target"),
    ParserRow("an authority where a path belongs", "GET h:80 HTTP/1.1\r\n\(host)\r\n", "400 bad_target"),
    ParserRow("an asterisk with a query", "OPTIONS *?a HTTP/1.1\r\n\(host)\r\n", "400 bad_target"),
    ParserRow(
        "overlong UTF-8 in the target", Array("GET /".utf8) + [0xC0, 0xAF] + Array(" HTTP/1.1\r\n\(host)\r\n".utf8), ["400 bad_target"]),
]
