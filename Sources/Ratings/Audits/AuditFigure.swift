package import Agreement

/// What is audited.
package enum AuditKind: Sendable, Hashable {
    case position, length, selfPreference, leniency, scaleUse, repeatability, versions
    /// What a probe of that arm moves.
    case arm(Arm)

    /// The same in words.
    package var title: String {
        switch self {
        case .position: "position"
        case .length: "length"
        case .selfPreference: "self-preference"
        case .leniency: "leniency"
        case .scaleUse: "use of the scale"
        case .repeatability: "repeatability"
        case .versions: "versions"
        case .arm(let arm): arm.title
        }
    }
}

/// One audit of one judge: the judge's figure, people's on the same items, and the difference.
package struct AuditFigure: Sendable, Equatable {
    package var group = ""
    package var criterion = ""
    package var judge = ""
    package var audit: AuditKind
    /// What the figure is, in words.
    package var figure: String
    /// Items.
    package var items: Int
    /// Verdicts of the judge that were counted.
    package var verdicts: Int
    package var value = Estimate()
    /// People's on the same items; absent where people have none.
    package var people = Estimate()
    package var difference = Estimate()
    /// Why there is no figure, or what a reader must know.
    package var note: String?
    /// Items in no figure, as a text of them is of no one known family: neither the judge's nor another's.
    package var unknownFamilyCount = 0
    /// Whether its counts are kept back as well.
    package private(set) var isWithheld = false

    init(_ audit: AuditKind, _ figure: String, items: Int = 0, verdicts: Int = 0, note: String? = nil) {
        self.audit = audit
        self.figure = figure
        self.items = items
        self.verdicts = verdicts
        self.note = note
    }

    /// Says what is to be said against the interval.
    mutating func noteWarnings() {
        if value.value != nil, note == nil { note = value.warnings.first?.description }
    }
}

extension AuditFigure {
    /// What may be shown of it while the models are not known: study.yaml may give one model a family of its own, whose
    /// figures, counts among them, are then that model's.
    package var blinded: AuditFigure {
        guard audit == .selfPreference, items > 0 || value.value != nil || unknownFamilyCount > 0 else { return self }
        var hidden = AuditFigure(audit, figure, note: "withheld until the models are known")
        (hidden.group, hidden.criterion, hidden.judge) = (group, criterion, judge)
        hidden.isWithheld = true
        return hidden
    }
}

/// What an audit of one judge in one group works on.
struct AuditScope {
    let table: VerdictTable
    let judge: Int
    /// The judge's plain rows of the newest version, and people's, by item.
    let own: [Int: [VerdictTable.Row]]
    let people: [Int: [VerdictTable.Row]]
    /// All rows of the judge, arms and older versions included.
    let all: [VerdictTable.Row]
    let options: IntervalOptions
    /// Texts whose lengths differ by no more count as equally long.
    let lengthBand: Int

    var family: String? { table.raters[judge].family }

    /// How many of these items have a text of no one known family, where others have one.
    func unknownFamilyCount(among items: [Int], texts: Int) -> Int {
        guard family != nil, items.contains(where: { table.items[$0].families.contains { $0 != nil } }) else {
            return 0
        }
        return items.count { table.items[$0].families.compactMap(\.self).count < texts }
    }

    /// The items in order.
    var items: [Int] { own.keys.sorted() }

    /// A share of the judge beside people's, over the items where both have an observation.
    func shares(
        _ audit: AuditKind,
        _ name: String,
        _ observe: (VerdictTable.Row, VerdictTable.Item) -> Double?
    ) -> AuditFigure {
        func observed(_ rows: [VerdictTable.Row]?) -> [Double] {
            (rows ?? []).compactMap { observe($0, table.items[$0.item]) }
        }
        let judged = items.map { ($0, observed(own[$0]), observed(people[$0])) }.filter { !$0.1.isEmpty }
        let shared = judged.filter { !$0.2.isEmpty }
        var result = figure(of: shared.isEmpty ? judged : shared, audit, name)
        if shared.isEmpty, !judged.isEmpty { result.note = "people have none on these items" }
        return result
    }

    /// The means of two lists of observations by item, and their difference. An item counts once on either side, however
    /// many people rated it: else the two sides would be means of other mixtures of items.
    func figure(
        of observed: [(Int, [Double], [Double])],
        _ audit: AuditKind,
        _ name: String,
        isShare: Bool = true
    ) -> AuditFigure {
        guard !observed.isEmpty else { return AuditFigure(audit, name, note: "no item to see it on") }
        let clusters = Clusters(observed.map { table.items[$0.0].cluster })
        var (judge, people) = (ClusterRatio(clusterCount: clusters.count), ClusterRatio(clusterCount: clusters.count))
        for (index, entry) in observed.enumerated() {
            judge.addItem(entry.1, cluster: clusters.places[index])
            people.addItem(entry.2, cluster: clusters.places[index])
        }
        let bootstrap = ClusterBootstrap(clusterCount: clusters.count, options: options)
        let estimates = bootstrap.estimates { weights in
            let (own, theirs) = (judge.value(weights), people.value(weights))
            return [own, theirs, own.flatMap { own in theirs.map { own - $0 } }]
        }
        var result = AuditFigure(audit, name, items: observed.count, verdicts: observed.reduce(0) { $0 + $1.1.count })
        (result.value, result.people, result.difference) = (estimates[0], estimates[1], estimates[2])
        let isBinary = observed.allSatisfy { ($0.1 + $0.2).allSatisfy { $0 == 0 || $0 == 1 } }
        if isShare, isBinary, options.resamples > 1 {
            let confidence = options.confidence
            result.value = result.value.opened(clusterCount: clusters.count, confidence: confidence)
            result.people = result.people.opened(clusterCount: clusters.count, confidence: confidence)
        }
        result.noteWarnings()
        return result
    }
}
