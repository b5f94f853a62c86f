/// One JSON value a line, read a line at a time; blank lines are passed over.
package enum JSONLines {
    /// Calls `body` with every line's value, or with the mistake that stands there.
    ///
    /// Throws when the source cannot be read, and whatever `body` throws.
    package static func read(
        _ source: ByteSource,
        _ body: (_ line: Int, _ value: Result<JSONValue, Mistake>) throws -> Void
    ) throws {
        var lines = Lines(source)
        while let (number, bytes) = lines.next() {
            guard bytes.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
            try body(number, parse(bytes, file: source.name, line: number))
        }
        if let failure = lines.failure { throw failure }
    }

    private static func parse(_ bytes: ArraySlice<UInt8>, file: String, line: Int) -> Result<JSONValue, Mistake> {
        do {
            return .success(try JSONValue(parsing: bytes))
        } catch {
            let message = "not JSON (\(error)): \(error.remedy ?? "write one JSON object on each line")"
            return .failure(Mistake(file: file, line: line, message: message))
        }
    }
}
