import Studies

extension Audit {
    /// How the judge stands to itself: between samples, between versions, and in each arm that was asked.
    static func repeats(_ scope: AuditScope) -> [AuditFigure] {
        [samples(scope), versions(scope)].compactMap(\.self)
            + Arm.allCases.filter { $0 != .plain }.flatMap { arm(scope, $0) }
    }

    fileprivate struct Place: Hashable {
        var item: Int
        var order: RatingRecord.Side?
    }

    /// The share of verdicts that a further sample repeats.
    private static func samples(_ scope: AuditScope) -> AuditFigure? {
        let rows = scope.items.flatMap { scope.own[$0] ?? [] }
        let repeated = Dictionary(grouping: rows) { Place(item: $0.item, order: $0.order) }.filter {
            $0.value.count > 1
        }
        guard !repeated.isEmpty else { return nil }
        var observed: [Int: [Double]] = [:]
        for (place, rows) in repeated.sorted(by: { ($0.key.item, $0.key.side) < ($1.key.item, $1.key.side) }) {
            guard let first = rows.min(by: { $0.sample < $1.sample }) else { continue }
            let others = rows.filter { $0.sample != first.sample }
            observed[place.item, default: []] += others.map { $0.value == first.value ? 1 : 0 }
        }
        return scope.figure(of: observed.inOrder, .repeatability, "share of samples that repeat the first")
    }

    /// The share of verdicts that the version before gave too.
    private static func versions(_ scope: AuditScope) -> AuditFigure? {
        let plain = scope.all.filter { $0.arm == .plain }
        guard let newest = plain.last?.version, let before = plain.last(where: { $0.version != newest })?.version else {
            return nil
        }
        let old = first(plain.filter { $0.version == before })
        let observed = compared(first(plain.filter { $0.version == newest }), old)
        return scope.figure(of: observed.same, .versions, "share as the version before said")
    }

    private static func arm(_ scope: AuditScope, _ arm: Arm) -> [AuditFigure] {
        let asked = scope.all.filter { $0.arm == arm }
        guard !asked.isEmpty else { return [] }
        let plain = first(scope.items.flatMap { scope.own[$0] ?? [] })
        let observed = compared(first(asked), plain)
        let moved = observed.same.map { ($0.0, $0.1.map { 1 - $0 }, $0.2) }
        var figures = [scope.figure(of: moved, .arm(arm), "share of verdicts that it changes")]
        if arm == .injected {
            figures.append(scope.figure(of: observed.towards, .arm(arm), "share that moves as the injection orders"))
        }
        if !scope.table.isPairwise {
            figures.append(scope.figure(of: observed.shift, .arm(arm), "mean change of the score", isShare: false))
        }
        return figures
    }

    /// The first sample of each item and order.
    private static func first(_ rows: [VerdictTable.Row]) -> [Place: VerdictTable.Row] {
        Dictionary(rows.map { (Place(item: $0.item, order: $0.order), $0) }) { $0.sample <= $1.sample ? $0 : $1 }
    }

    private typealias Observed = [(Int, [Double], [Double])]

    /// How verdicts stand to earlier ones on the same item and order: whether the same, moved towards more, and how far.
    private static func compared(_ now: [Place: VerdictTable.Row], _ before: [Place: VerdictTable.Row])
        -> (same: Observed, towards: Observed, shift: Observed)
    {
        var (same, towards, shift): ([Int: [Double]], [Int: [Double]], [Int: [Double]]) = ([:], [:], [:])
        for (place, row) in now.sorted(by: { ($0.key.item, $0.key.side) < ($1.key.item, $1.key.side) }) {
            guard let old = before[place] else { continue }
            same[place.item, default: []].append(row.value == old.value ? 1 : 0)
            guard let new = row.value.number, let was = old.value.number else { continue }
            let change = (new - was) * row.towards
            towards[place.item, default: []].append(change > 0 ? 1 : 0)
            shift[place.item, default: []].append(new - was)
        }
        return (same.inOrder, towards.inOrder, shift.inOrder)
    }
}

extension Audit.Place {
    fileprivate var side: String { order?.rawValue ?? "" }
}

extension [Int: [Double]] {
    fileprivate var inOrder: [(Int, [Double], [Double])] { sorted { $0.key < $1.key }.map { ($0.key, $0.value, []) } }
}
