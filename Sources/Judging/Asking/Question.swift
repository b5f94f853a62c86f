package import Ratings
package import Studies

/// What one request asks a judge; kept with the request, so that its reply can be read again without a call.
package struct Question: Sendable, Equatable {
    package var prompt: String
    /// In the order shown.
    package var items: [ItemID]
    /// The pairs that a ranking answers; empty when the one subject follows from `items`.
    package var pairs: [PairID]
    package var criteria: [String]
    /// From 1.
    package var sample: Int
    package var arm: Arm
    /// The hash of all that the judge is asked with.
    package var asked: String
    /// How often it was asked before and the reply could not be read.
    package var reask = 0

    package init(
        prompt: String,
        items: [ItemID],
        pairs: [PairID] = [],
        criteria: [String],
        sample: Int = 1,
        arm: Arm = .plain,
        asked: String = ""
    ) {
        self.prompt = prompt
        self.items = items
        self.pairs = pairs
        self.criteria = criteria
        self.sample = sample
        self.arm = arm
        self.asked = asked
    }

    /// What the reply is about.
    package var subjects: [RatingSubject] {
        guard pairs.isEmpty else { return pairs.map(RatingSubject.pair) }
        return items.count == 2 ? [.pair(PairID(items[0], items[1]))] : items.prefix(1).map(RatingSubject.item)
    }

    /// Which item of a pair was shown earlier.
    package func side(of subject: RatingSubject) -> RatingRecord.Side? {
        guard case .pair(let pair) = subject, let first = items.firstIndex(of: pair.first),
            let second = items.firstIndex(of: pair.second)
        else { return nil }
        return first < second ? .first : .second
    }

    /// The item that an injection of this question is to favour: one of a pair, the same in both orders.
    package var target: ItemID? {
        guard items.count == 2 else { return items.first }
        let pair = PairID(items[0], items[1])
        return SHA256.hex(of: Array("target \(pair)".utf8)) < "8" ? pair.first : pair.second
    }

    /// As it is kept.
    package var json: JSONValue {
        .object(
            [
                ("prompt", .string(prompt)), ("items", .array(items.map { .string($0.rawValue) })),
                ("pairs", .array(pairs.map { .string($0.description) })),
                ("criteria", .array(criteria.map(JSONValue.string))),
                ("sample", .number(Double(sample))), ("arm", .string(arm.rawValue)), ("asked", .string(asked)),
            ] + (reask > 0 ? [("reask", .number(Double(reask)))] : [])
        )
    }

    /// The same question as it was asked first.
    package var first: Question {
        var first = self
        first.reask = 0
        return first
    }

    /// Nil unless `json` is a question's.
    package init?(json: JSONValue) {
        guard let prompt = json["prompt"]?.string, let items = json["items"]?.array?.compactMap(\.string),
            let pairs = json["pairs"]?.array?.compactMap(\.string), let sample = json["sample"]?.integer,
            let criteria = json["criteria"]?.array?.compactMap(\.string), let asked = json["asked"]?.string,
            let arm = json["arm"]?.string.flatMap(Arm.init)
        else { return nil }
        self.init(
            prompt: prompt,
            items: items.map(ItemID.init(rawValue:)),
            pairs: pairs.compactMap(PairID.init(parsing:)),
            criteria: criteria,
            sample: sample,
            arm: arm,
            asked: asked
        )
        reask = json["reask"]?.integer ?? 0
    }
}
