using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>What a report says of one group.</summary>
internal sealed record GroupRecord(GroupRecordType Type, IpAddress Group, IReadOnlyList<IpAddress> Sources);
