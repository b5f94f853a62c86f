import Yams

extension Fields {
    static let reviewKeys = [
        "overlap", "overlap_share", "repeats", "distance", "attention", "blocks", "quotas", "assign", "leaks",
        "pairs", "lease", "show", "seed", "idle_after", "too_fast", "break_after", "warm_up", "keys", "guess",
        "unread", "advance", "view",
    ]

    /// The mapping `review`.
    var reviewSettings: ReviewSettings {
        var settings = ReviewSettings()
        guard let fields = fields("review", known: Self.reviewKeys) else { return settings }
        settings.overlap = fields.count("overlap", to: 1000)
        settings.overlapShare = fields.number("overlap_share", in: 0...1) ?? settings.overlapShare
        settings.repeats = fields.number("repeats", in: 0...1) ?? settings.repeats
        settings.distance = fields.count("distance", from: 0, to: 1_000_000)
        settings.attention = fields.number("attention", in: 0...1) ?? settings.attention
        settings.blocks = fields.count("blocks", to: 10_000) ?? settings.blocks
        settings.quotas = fields.quotas
        let assigns = fields.value("assign", "named or open") {
            ["named": false, "open": true][$0.scalar?.string ?? ""]
        }
        settings.isOpen = assigns ?? false
        settings.leaks = fields.choice("leaks", ReviewSettings.LeakPolicy.self) ?? settings.leaks
        settings.lease = fields.duration("lease") ?? settings.lease
        settings.seed = UInt64(fields.integer("seed", atLeast: 0) ?? Int(settings.seed))
        let pairs = fields.value("pairs", "ring, spread, all, baseline, or a number of pairs") {
            node -> ReviewSettings.Pairs? in
            if let budget = node.int { return (1...10_000_000).contains(budget) ? .budget(budget) : nil }
            return ["ring": .ring, "spread": .spread, "all": .all, "baseline": .baseline][node.scalar?.string ?? ""]
        }
        settings.pairs = pairs ?? settings.pairs
        let shown = fields.value("show", "a list of system, reference, tags, truncated") {
            node -> [ReviewSettings.Shown]? in
            let shown = node.sequence?.map { $0.scalar.flatMap { ReviewSettings.Shown(rawValue: $0.string) } }
            return shown.flatMap { $0.contains(nil) ? nil : $0.compactMap(\.self) }
        }
        settings.show = shown ?? settings.show
        settings.sitting = fields.sitting
        (settings.sitting.guess, settings.kinds) = fields.guess
        return settings
    }

    /// The mapping `quotas`: how many items of each tag or model are planned.
    fileprivate var quotas: [ReviewSettings.Quota] {
        guard let groups = fields("quotas", known: ["tags", "models"]) else { return [] }
        return [("tags", ReviewSettings.Quota.Group.tag), ("models", .model)].flatMap { name, group in
            guard let quotas = groups.fields(name, known: nil) else { return [ReviewSettings.Quota]() }
            return quotas.all.compactMap { entry in
                quotas.count(entry.name, from: 0, to: 10_000_000).map {
                    ReviewSettings.Quota(group: group, name: entry.name, count: $0)
                }
            }
        }
    }
}
