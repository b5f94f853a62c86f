extension Attempt.Slot {
    /// As a request keeps it.
    package var detail: JSONValue {
        var members: [(String, JSONValue)] = [
            ("schedule", .string(schedule)), ("slot", .number(Double(number))),
        ]
        switch load {
        case .concurrency(let count): members.append(("concurrency", .number(Double(count))))
        case .rate(let rate): members.append(("rate", .number(rate)))
        case nil: break
        }
        return .object(members)
    }

    /// Nil where the text is none of a probe.
    package init?(detail text: String) {
        guard let json = try? JSONValue(parsing: Array(text.utf8)[...]), let schedule = json["schedule"]?.string,
            let number = json["slot"]?.integer
        else { return nil }
        let load =
            json["concurrency"]?.integer.map(Attempt.Load.concurrency) ?? json["rate"]?.number.map(Attempt.Load.rate)
        self.init(schedule: schedule, number: number, load: load)
    }
}
