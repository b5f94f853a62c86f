import Agreement
import Studies

/// What one version of a judge said on one criterion.
package struct JudgedVersion: Sendable {
    package var judge: String
    package var criterion: String
    /// The version's hash; empty where a file named none.
    package var name: String
    /// Places among the set's acts.
    package var acts: [Int32]
    /// How many of these acts are verdicts that could be read.
    package var ratedCount = 0
}

extension RatingSet {
    /// The versions of the judges by name, each judge's in the order in which they came; stale ones too.
    package var judgedVersions: [JudgedVersion] {
        var versions: [JudgedVersion] = []
        var places: [[Int32]: Int] = [:]
        for (place, act) in acts.enumerated() where raters[Int(act.rater)].kind == .judge {
            let key = [act.rater, act.criterion, act.version]
            let known = places[key] ?? versions.count
            if known == versions.count {
                places[key] = known
                versions.append(
                    JudgedVersion(
                        judge: raters[Int(act.rater)].name,
                        criterion: criteria[Int(act.criterion)].name,
                        name: act.version < 0 ? "" : self.versions[Int(act.version)],
                        acts: []
                    )
                )
            }
            versions[known].acts.append(Int32(place))
            if act.outcome == .rated { versions[known].ratedCount += 1 }
        }
        return versions.enumerated().sorted { ($0.element.judge, $0.offset) < ($1.element.judge, $1.offset) }
            .map(\.element)
    }

    /// The versions that a name means: the first letters of a hash, or a judge, which means what figures use.
    package func judgedVersions(named name: String) throws -> [JudgedVersion] {
        let all = judgedVersions
        if case let own = all.filter({ $0.judge == name }), !own.isEmpty {
            return own.filter { $0.acts.contains { acts[Int($0)].staleness == nil } }.sorted {
                $0.criterion < $1.criterion
            }
        }
        let found = name.count >= 4 ? all.filter { $0.name.hasPrefix(name.lowercased()) } : []
        guard !found.isEmpty else {
            throw RatingsError(
                "no judge and no version '\(name)': 'slam judge versions' lists them; give four letters at least"
            )
        }
        guard Set(found.map(\.name)).count == 1 else {
            throw RatingsError("'\(name)' begins several versions: give more of its letters")
        }
        return found
    }

    /// What a version holds of each subject.
    package func opinions(of version: JudgedVersion) -> [Opinion] { joining.joined(version.acts) }

    /// What people hold of each subject of a criterion: the mean on a scale, more than half of them on a choice.
    package func consensus(on criterion: Int) -> [Int32: Double] {
        var values: [Int32: [Double]] = [:]
        for opinion in opinions(on: criterion) where raters[Int(opinion.rater)].kind == .human {
            if let value = opinion.number { values[opinion.subject, default: []].append(value) }
        }
        let isNominal = criteria[criterion].level == .nominal
        return values.compactMapValues { values in
            guard isNominal else { return OpinionJoining.mean(values) }
            return values.first { value in values.count { $0 == value } * 2 > values.count }
        }
    }
}
