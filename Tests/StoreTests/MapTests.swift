import GRDB
import Studies
import Testing

@testable import Store

/// Stored maps: the newest counts, none is ever changed, and each is under the study's log.
struct MapTests {
    private func map(_ text: String, labels: String = "l") -> StoredMap {
        StoredMap(
            rater: "judge",
            criterion: "overall",
            judgeVersion: "v",
            criterionSHA256: "c",
            labelsSHA256: labels,
            map: text
        )
    }

    @Test func theNewestOfARaterAndACriterionCounts() throws {
        let store = try Example.store()
        #expect(try store.maps(of: "s").isEmpty)
        #expect(try store.keepMaps([map("1")], of: "s", at: 1) == 1)
        #expect(try store.keepMaps([map("1")], of: "s", at: 2) == 0)
        #expect(try store.keepMaps([map("2", labels: "m")], of: "s", at: 3) == 1)
        #expect(try store.maps(of: "s") == [map("2", labels: "m")])
        // What was fitted before and is fitted again is the newest again.
        #expect(try store.keepMaps([map("1")], of: "s", at: 4) == 1)
        #expect(try store.maps(of: "s") == [map("1")])
    }

    @Test func noMapIsChangedWithoutANotice() throws {
        let store = try Example.store()
        try store.keepMaps([map("1")], of: "s", at: 1)
        for sql in ["UPDATE calibration_map SET map = '2'", "DELETE FROM calibration_map"] {
            #expect(throws: (any Error).self) { try store.write { try $0.execute(sql: sql) } }
        }
        #expect(try store.verify("s").broken.isEmpty)
        try store.write { database in
            try database.execute(
                sql: "DROP TRIGGER calibration_map_is_never_changed; UPDATE calibration_map SET map = '2'"
            )
        }
        #expect(try store.verify("s").broken.contains { $0.what.contains("calibration maps") })
    }

    @Test func aDatabaseOfBeforeTakesMaps() throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue, upTo: "024")
        try queue.write {
            try $0.execute(sql: "INSERT INTO study (id, name, settings, salt) VALUES (1, 's', '{}', x'00')")
        }
        try Schema.migrate(queue)
        try queue.write {
            try $0.execute(
                sql: """
                    INSERT INTO calibration_map (study, rater, criterion, judge_version, criterion_sha256, labels_sha256, map, at)
                    VALUES (1, 'j', 'c', '', 'a', 'b', '{}', 1)
                    """
            )
        }
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM calibration_map") } == 1)
    }
}
