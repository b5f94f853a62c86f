/// The test set of PandaLM (github WeOpenML/PandaLM @3871806, Apache-2.0) as counts of patterns: three annotators and
/// gpt-3.5-turbo, each 1, 2, t for a tie or x for unparsed, then the response that is longer by more than 30 characters, or 0.
enum PandaLM {
    static let patterns = """
        11110:78 11111:151 11112:72 11120:14 11121:31 11122:9 111t0:6 111t1:3 111t2:1 111x1:2 111x2:1 \
        11210:1 11211:2 11221:3 11222:3 112t1:1 11t10:5 11t11:3 11t20:1 11t21:1 12110:3 12111:3 12112:1 \
        12120:2 12121:2 12122:1 12210:1 12211:1 12212:1 12220:1 12221:1 12222:4 122t0:2 1t110:3 1t111:2 \
        1t120:1 1t121:1 1t1t0:2 1t1x0:1 1t1x1:1 1tt10:1 1tt11:1 1tt21:1 1ttx0:2 21110:2 21111:4 21112:2 \
        21120:2 211x0:1 21210:1 21211:1 21212:2 21220:5 21221:3 21222:6 22110:1 22111:1 22121:1 22122:4 \
        22210:22 22211:22 22212:32 22220:87 22221:62 22222:178 222t0:5 222t1:3 222t2:10 222x0:1 222x2:4 \
        22t22:1 22tx0:1 2t212:1 2t220:2 2t222:1 2tt10:2 2tt20:5 t2220:1 t2222:3 t2t20:4 tt120:1 tt121:1 \
        tt220:2 ttt10:28 ttt11:9 ttt12:1 ttt20:26 ttt21:2 ttt22:3 tttt0:4 tttt1:1 tttx0:9 tttx2:2
        """
}
