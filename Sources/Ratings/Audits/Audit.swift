package import Agreement
import Studies

/// The audits of the judges of a table.
package enum Audit {
    /// Every audit of every judge: in each group, or over all of them when `byGroup` is false.
    package static func figures(
        of table: VerdictTable,
        byGroup: Bool = false,
        lengthBand: Int = 30,
        options: IntervalOptions = IntervalOptions()
    ) -> [AuditFigure] {
        let groups: [String?] = byGroup ? table.groups.map(\.self) : [nil]
        // Of a study the mean error is that of 'slam agreement', to the last digit.
        let known = byGroup ? [] : (try? table.ratings?.automatic(options: options)) ?? []
        return groups.flatMap { group in
            table.judges.flatMap { judge -> [AuditFigure] in
                let scope = AuditScope(table, judge: judge, group: group, lengthBand: lengthBand, options: options)
                guard !scope.all.isEmpty else { return [] }
                let bias = known.first { $0.rater == table.raters[judge].name }?.measures["bias"]
                let figures = table.isPairwise ? choices(scope) : points(scope, bias)
                return (figures + repeats(scope)).map { figure in
                    var figure = figure
                    figure.group = group ?? ""
                    figure.criterion = table.criterion
                    figure.judge = table.raters[judge].name
                    return figure
                }
            }
        }
    }

    private static func choices(_ scope: AuditScope) -> [AuditFigure] {
        [
            consistency(scope),
            scope.shares(.position, "share that chooses the one shown first") { row, _ in
                guard let order = row.order, let value = row.value.number, value != 0 else { return nil }
                return (value > 0) == (order == .first) ? 1 : 0
            },
            scope.shares(.length, "share that chooses the longer") { row, item in
                guard item.lengths.count == 2, abs(item.lengths[0] - item.lengths[1]) > scope.lengthBand,
                    let value = row.value.number, value != 0
                else { return nil }
                return (value > 0) == (item.lengths[0] > item.lengths[1]) ? 1 : 0
            },
            selfPreference(scope),
            scope.shares(.leniency, "share of ties") { row, _ in row.value.number.map { $0 == 0 ? 1 : 0 } },
        ]
    }

    /// Of pairs of an own text and another's; a text of unknown family is neither.
    private static func selfPreference(_ scope: AuditScope) -> AuditFigure {
        var figure = scope.shares(.selfPreference, "share that chooses its own family") { row, item in
            let families = item.families.compactMap(\.self)
            guard let family = scope.family, families.count == 2, let value = row.value.number, value != 0,
                (families[0] == family) != (families[1] == family)
            else { return nil }
            return (value > 0) == (families[0] == family) ? 1 : 0
        }
        let decided = scope.items.filter { scope.own[$0]?.contains { ($0.value.number ?? 0) != 0 } ?? false }
        figure.unknownFamilyCount = scope.unknownFamilyCount(among: decided, texts: 2)
        return figure
    }

    /// The items whose two orders give the same verdict, of those with two verdicts; people's where they saw both.
    private static func consistency(_ scope: AuditScope) -> AuditFigure {
        func agree(_ rows: [VerdictTable.Row]?) -> [Double] {
            let rows = (rows ?? []).filter(\.value.isVerdict)
            guard let first = rows.first(where: { $0.order == .first }),
                let second = rows.first(where: { $0.order == .second && $0.rater == first.rater })
            else { return [] }
            return [first.value == second.value ? 1 : 0]
        }
        let observed = scope.items.map { ($0, agree(scope.own[$0]), agree(scope.people[$0])) }.filter { !$0.1.isEmpty }
        return scope.figure(of: observed, .position, "share of pairs judged alike in both orders")
    }

    private static func points(_ scope: AuditScope, _ bias: Estimate?) -> [AuditFigure] {
        var leniency = scope.shares(.leniency, "mean score") { row, _ in row.value.number }
        if let bias, let known = bias.value, let own = leniency.difference.value, abs(known - own) < 1e-9,
            leniency.items == bias.itemCount
        {
            leniency.difference = bias
        }
        return [leniency, Spread.length(scope), Spread.family(scope)] + Spread.use(scope)
    }
}

extension AuditScope {
    init(_ table: VerdictTable, judge: Int, group: String?, lengthBand: Int, options: IntervalOptions) {
        self.table = table
        self.judge = judge
        self.options = options
        self.lengthBand = lengthBand
        all = table.rows(of: judge, in: group)
        let newest = all.last { $0.arm == .plain }?.version
        own = Dictionary(grouping: all.filter { $0.arm == .plain && $0.version == newest }, by: \.item)
        let humans = Set(table.raters.indices.filter { table.raters[$0].kind == .human })
        people = Dictionary(
            grouping: table.rows.filter { humans.contains($0.rater) && $0.arm == .plain },
            by: \.item
        )
    }
}
