/// What a file holds, by its first bytes and never by its name.
package enum FileKind: Sendable, Equatable {
    /// Separated values under a header.
    case separated
    /// JSON lines, or one JSON array.
    case json
    /// Something that is not read, and what to do about it.
    case foreign(String)

    /// Looks at the first bytes of a source, which still gives them afterwards.
    package init(of source: ByteSource) throws {
        let bytes = try source.peek(4096)
        if let message = Self.foreign.first(where: { bytes.starts(with: $0.bytes) })?.message {
            self = .foreign(message)
            return
        }
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
        if start.prefix(2).contains(0) {
            self = .foreign(
                "holds zero bytes, as UTF-16, UTF-32 or a binary file does: save it as CSV or JSON lines in UTF-8"
            )
            return
        }
        let first = start.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        self = first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? .json : .separated
    }

    private static let foreign: [(bytes: [UInt8], message: String)] = [
        // Its mark begins as that of UTF-16 does.
        ([0xFF, 0xFE, 0, 0], "UTF-32: save it as UTF-8"),
        ([0, 0, 0xFE, 0xFF], "UTF-32: save it as UTF-8"),
        ([0xFF, 0xFE], "UTF-16: save it as UTF-8"),
        ([0xFE, 0xFF], "UTF-16: save it as UTF-8"),
        (Array("PK\u{3}\u{4}".utf8), "a zip file, as spreadsheets are (.xlsx, .ods): save the sheet as CSV in UTF-8"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old spreadsheet (.xls): save the sheet as CSV in UTF-8"),
        ([0x1F, 0x8B], "compressed by gzip: unpack it first, such as with 'gunzip -c FILE | slam … -'"),
        ([0x28, 0xB5, 0x2F, 0xFD], "compressed by zstd: unpack it first"),
        (Array("PAR1".utf8), "Parquet: write it as CSV or JSON lines first"),
        (Array("ARROW1".utf8), "Arrow: write it as CSV or JSON lines first"),
        (Array("SQLite format 3".utf8), "a database: name it with --database, or export a table as CSV"),
        (Array("%PDF".utf8), "a PDF: name a table in CSV or JSON lines"),
        ([0x89, 0x50, 0x4E, 0x47], "a picture (PNG): name a table in CSV or JSON lines"),
        ([0xFF, 0xD8, 0xFF], "a picture (JPEG): name a table in CSV or JSON lines"),
        (Array("{\\rtf".utf8), "a text document (RTF): save the table as CSV in UTF-8"),
        (Array("BZh".utf8), "compressed by bzip2: unpack it first"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "compressed by xz: unpack it first"),
        (Array("<".utf8), "HTML or XML: name a table in CSV or JSON lines"),
    ]
}
