package import Agreement
package import Studies

/// The ratings of one criterion, or of a part of its subjects, ready to be made into figures.
package struct CriterionRatings: Sendable {
    package let criterion: RatingSet.Criterion
    package let subjects: Subjects
    package let raters: [RatingSet.Rater]
    /// Numbers of subjects.
    package private(set) var items: [Int32]
    /// `item` is a place in `items`, `rater` one in `raters`.
    package private(set) var scores: [RatingTable.Score]
    /// By rater's name: verdicts that are none.
    package let unparsed: [String: Int]
    /// The scale's points, where every value of people is one.
    package let categories: [Double]?
    /// Where none are declared, the points that occur in the whole: a part is on its scale.
    let seen: [Double]?
    /// Whether models must not be known yet.
    package let isBlind: Bool
    /// Whether these are of some of the subjects alone, chosen by something else than their models.
    var isPart = false
    /// Places of raters whose scores need be no points: they went through a map, or are a judge's or a panel's that lie
    /// between the points. The points of the others stay what they are.
    private let offScale: Set<Int>

    package var name: String { criterion.name }
    package var level: Level { criterion.level }

    init(_ set: RatingSet, criterion number: Int) {
        let criterion = set.criteria[number]
        let own = set.opinions(on: number)
        var isRated = [Bool](repeating: false, count: set.subjects.count)
        var items = ItemPlaces(count: set.subjects.count)
        var raters = RaterPlaces()
        var scores: [RatingTable.Score] = []
        var unparsed: [String: Int] = [:]
        var (isOnScale, between): (Bool, Set<Int32>) = (true, [])
        // A file of one criterion lists items and raters whether or not they have a score.
        if criterion.levelSource != .study, set.isWhole, set.criteria.count == 1 {
            for subject in 0..<set.subjects.count { _ = items.place(of: Int32(subject)) }
            for rater in set.raters.indices { _ = raters.place(of: Int32(rater), in: set) }
        }
        let declared = criterion.categories.map { Set($0) }
        func add(_ opinion: Opinion, _ value: Double) {
            let rater = raters.place(of: opinion.rater, in: set)
            scores.append(.init(item: items.place(of: opinion.subject), rater: rater, value: value))
        }
        for opinion in own {
            guard let value = opinion.number else {
                if opinion.outcome == .unparsed { unparsed[set.raters[Int(opinion.rater)].name, default: 0] += 1 }
                continue
            }
            isRated[Int(opinion.subject)] = true
            add(opinion, value)
            guard let declared, !declared.contains(value) else { continue }
            switch set.raters[Int(opinion.rater)].kind {
            case .human: isOnScale = isOnScale && set.calibrated.contains([opinion.rater, Int32(number)])
            case .judge: between.insert(opinion.rater)
            case .metric: break
            }
        }
        // A metric has a scale of its own: it is correlated with every score on a scale.
        let metrics = set.criteria.indices.filter { set.criteria[$0].isMetric }
        for metric in criterion.level != .nominal && criterion.kind == .item ? metrics : [] {
            for opinion in set.opinions(on: metric) where isRated[Int(opinion.subject)] {
                guard !set.calibrated.contains([opinion.rater, Int32(number)]) else { continue }
                if let value = opinion.number { add(opinion, value) }
            }
        }
        self.criterion = criterion
        self.items = items.all
        self.scores = scores
        self.unparsed = unparsed
        offScale = Set(
            raters.all.indices.filter {
                between.contains(raters.all[$0]) || set.calibrated.contains([raters.all[$0], Int32(number)])
            }
        )
        let metricPlaces = raters.all.indices.filter { set.raters[Int(raters.all[$0])].kind == .metric }
        self.raters = raters.all.map { set.raters[Int($0)] }
        subjects = set.subjects
        isBlind = set.isBlind
        categories = isOnScale ? criterion.categories : nil
        seen = categories == nil ? criterion.seen ?? Self.points(scores, without: offScale.union(metricPlaces)) : nil
    }

    /// All ratings; clustered by their units, where there are any.
    package func table(clustered: Bool = true) throws -> RatingTable {
        var table = try RatingTable(
            items: items.map { subjects.name(of: Int($0)) },
            raters: raters.map { ($0.name, $0.kind.agreementKind) },
            scores: scores,
            categories: categories ?? seen,
            clusters: clustered ? clusters : nil,
            offScale: offScale,
            areCategoriesDeclared: categories != nil
        )
        if subjects.areUnitsClusters { table.clusterName = "clusters" }
        return table
    }

    /// By item what is resampled together: its unit where any has one; an item without one stands alone.
    private var clusters: [String]? {
        guard isClustered else { return nil }
        // A text is made once for all items of a unit.
        var names: [Int: String] = [:]
        return items.enumerated().map { place, item in
            guard let unit = subjects.unitNumber(of: Int(item)) else { return "#\(place)" }
            let name = names[unit] ?? "=\(subjects.unit(of: Int(item)) ?? "")"
            names[unit] = name
            return name
        }
    }

    /// Whether there are clusters to be resampled.
    package var isClustered: Bool { items.contains { subjects.unitNumber(of: Int($0)) != nil } }

    /// The same with those subjects alone, whose places among the items these are.
    func selecting(_ places: [Int]) -> CriterionRatings {
        var new = [Int](repeating: -1, count: items.count)
        for (place, old) in places.enumerated() { new[old] = place }
        var part = self
        part.items = places.map { items[$0] }
        part.scores = scores.compactMap { score in
            new[score.item] < 0 ? nil : .init(item: new[score.item], rater: score.rater, value: score.value)
        }
        return part
    }
}

extension CriterionRatings {
    /// The most values that are taken for the points of a scale.
    static let mostPoints = 100

    /// The points that raters gave, some of them apart; nil where they are too many to be points.
    private static func points(_ scores: [RatingTable.Score], without apart: Set<Int>) -> [Double]? {
        var points: Set<Double> = []
        for score in scores where !apart.contains(score.rater) {
            points.insert(score.value)
            guard points.count <= mostPoints else { return nil }
        }
        return points.sorted()
    }
}

extension RatingSet {
    /// The ratings of each criterion that has some, in the study's order.
    package var rated: [CriterionRatings] {
        criteria.indices.filter { !criteria[$0].isMetric && !opinions(on: $0).isEmpty }.map(ratings)
    }

    /// The ratings of one criterion.
    package func ratings(on criterion: Int) -> CriterionRatings { CriterionRatings(self, criterion: criterion) }
}

/// The places of subjects in a growing list.
private struct ItemPlaces {
    private(set) var all: [Int32] = []
    private var places: [Int32]

    init(count: Int) { places = [Int32](repeating: -1, count: count) }

    mutating func place(of subject: Int32) -> Int {
        if places[Int(subject)] < 0 {
            places[Int(subject)] = Int32(all.count)
            all.append(subject)
        }
        return Int(places[Int(subject)])
    }
}

/// The places of raters in a growing list.
private struct RaterPlaces {
    private(set) var all: [Int32] = []

    mutating func place(of rater: Int32, in set: RatingSet) -> Int {
        if let place = all.firstIndex(of: rater) { return place }
        all.append(rater)
        return all.count - 1
    }
}

extension Studies.RaterKind {
    /// The same kind in the words of the library.
    package var agreementKind: Agreement.RaterKind {
        switch self {
        case .human: .human
        case .judge: .judge
        case .metric: .metric
        }
    }
}
