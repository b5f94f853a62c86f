import Studies

extension VerdictTable {
    /// Takes from the rows of a file what figures beside people rest on: one opinion for each rater and text, as of a study.
    mutating func takeOpinions() {
        let newest = newestVersions
        let plain = rows.filter { row in
            row.arm == .plain && (raters[row.rater].kind == .human || row.version == newest[row.rater])
        }
        ratings = CriterionRatings(opinions(plain, of: items.indices.map { $0 }))
        let places = Dictionary(grouping: items.indices, by: { items[$0].group })
        ratingsByGroup = places.mapValues { own in
            CriterionRatings(opinions(plain.filter { items[$0.item].group == items[own[0]].group }, of: own))
        }
    }

    private func opinions(_ rows: [Row], of places: [Int]) -> FileVerdicts {
        let numbers = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1, $0) })
        return FileVerdicts(
            criterion: criterion,
            isPairwise: isPairwise,
            items: places.map { place in
                let item = items[place]
                return FileVerdicts.Item(
                    name: item.group.isEmpty ? item.name : "\(item.group)\u{1F}\(item.name)",
                    prompt: item.prompt,
                    cluster: item.fileCluster,
                    models: item.models
                )
            },
            raters: raters.map { RatingSet.Rater(name: $0.name, kind: $0.kind) },
            verdicts: rows.compactMap { row in
                numbers[row.item].map { item in
                    FileVerdicts.Verdict(
                        item: item,
                        rater: row.rater,
                        side: row.order,
                        outcome: row.value.outcome,
                        value: row.value == .bothBad ? .nan : row.value.number ?? .nan
                    )
                }
            }
        )
    }
}

extension VerdictTable.Value {
    /// The same as it stands in a study; what is missing was asked, and nothing came.
    fileprivate var outcome: RatingRecord.Outcome {
        switch self {
        case .value, .bothBad: .rated
        case .unparsed: .unparsed
        case .refused: .refused
        case .error, .missing: .error
        case .inconsistent: .inconsistent
        }
    }
}
