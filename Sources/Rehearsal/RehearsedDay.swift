package import Studies

/// A day of a rehearsed server: hours that are slower, outages, and a set-up that changes.
package struct RehearsedDay: Sendable, Equatable {
    /// By what delays are multiplied in each hour of the day, UTC.
    package var factors: [Double]
    /// Minutes of the day in which every request is answered 503.
    package var outages: [Range<Int>]
    /// From which minute of the day on the server calls its set-up so.
    package var fingerprints: [(minute: Int, name: String)]
    /// How many of the day's seconds pass in a second.
    package var speed: Double

    /// `{"hours": {"14": 2.5}, "outages": [["10:00", "10:30"]], "fingerprints": {"00:00": "a", "12:00": "b"}, "speed": 60}`;
    /// throws words where it is something else.
    package init(_ json: JSONValue) throws(StudiesError) {
        let known = ["hours", "outages", "fingerprints", "speed"]
        guard let members = json.members, members.allSatisfy({ known.contains($0.0) }) else {
            throw StudiesError("the day must be a JSON object of \(known.joined(separator: ", ")), none of them needed")
        }
        factors = [Double](repeating: 1, count: 24)
        for (name, value) in json["hours"]?.members ?? [] {
            guard let hour = Int(name), (0..<24).contains(hour), let factor = value.number, factor > 0 else {
                throw StudiesError("the day's hours must be 0 to 23 with factors above 0, such as {\"14\": 2.5}")
            }
            factors[hour] = factor
        }
        outages = []
        for pair in json["outages"]?.array ?? [] {
            let ends = (pair.array ?? []).compactMap { $0.string.flatMap(Self.minute) }
            guard ends.count == 2, ends[0] < ends[1] else {
                throw StudiesError("the day's outages must be pairs of times, such as [\"10:00\", \"10:30\"]")
            }
            outages.append(ends[0]..<ends[1])
        }
        fingerprints = []
        for (name, value) in json["fingerprints"]?.members ?? [] {
            guard let minute = Self.minute(name), let word = value.string else {
                throw StudiesError("the day's fingerprints must be names by time, such as {\"12:00\": \"b\"}")
            }
            fingerprints.append((minute, word))
        }
        fingerprints.sort { $0.minute < $1.minute }
        speed = json["speed"].map { $0.number ?? 0 } ?? 1
        guard speed > 0 else { throw StudiesError("the day's speed must be a number above 0") }
    }

    /// Of JSON as it stands, or of a file with it; throws words that name the file.
    package init(reading text: String) throws {
        let isJSON = text.first { !$0.isWhitespace } == "{"
        var bytes = isJSON ? Array(text.utf8) : []
        if !isJSON {
            let source = try ByteSource(path: text)
            while case let more = try source.next(), !more.isEmpty { bytes += more }
        }
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw StudiesError("--day: \(isJSON ? "the day" : "'\(text)'") is no JSON: \(error)")
        }
        try self.init(json)
    }

    /// The minute of the day at a time in milliseconds UTC, `start` being when the server began.
    func minute(at time: Int64, start: Int64) -> Int {
        let passed = Double(start % 86_400_000) + Double(time - start) * speed
        return Int(passed / 60_000) % 1440
    }

    /// By what delays are multiplied in that minute.
    func factor(_ minute: Int) -> Double { factors[minute / 60] }

    /// Whether the server is down in that minute.
    func isDown(_ minute: Int) -> Bool { outages.contains { $0.contains(minute) } }

    /// What the server calls its set-up in that minute.
    func fingerprint(_ minute: Int) -> String? {
        (fingerprints.last { $0.minute <= minute } ?? fingerprints.last)?.name
    }

    private static func minute(_ text: String) -> Int? {
        let parts = text.split(separator: ":").map { Int($0) }
        guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0...24).contains(hour),
            (0..<60).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }

    package static func == (left: RehearsedDay, right: RehearsedDay) -> Bool {
        left.factors == right.factors && left.outages == right.outages && left.speed == right.speed
            && left.fingerprints.map(\.minute) == right.fingerprints.map(\.minute)
    }
}

extension Script.Line {
    /// The answer as the server gives it in that minute of its day.
    mutating func pass(_ day: RehearsedDay, _ minute: Int) {
        firstTokenMilliseconds = Int((Double(firstTokenMilliseconds) * day.factor(minute)).rounded())
        tokenMilliseconds = Int((Double(tokenMilliseconds) * day.factor(minute)).rounded())
        fingerprint = day.fingerprint(minute)
    }
}
