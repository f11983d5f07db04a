using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Sabos.Net.Simulation;

/// <summary>Reads a file of libpcap's format with nanoseconds, and refuses one that is damaged anywhere.</summary>
public static class PcapReader
{
    /// <summary>Reads the link type and every record.</summary>
    /// <exception cref="FormatException">A field is impossible or a record is cut off.</exception>
    public static (uint LinkType, IReadOnlyList<PcapRecord> Records) Read(ReadOnlySpan<byte> file)
    {
        const int FileHeader = 24;
        const int RecordHeader = 16;
        if (file.Length < FileHeader || BinaryPrimitives.ReadUInt32LittleEndian(file) != 0xA1B2_3C4D || BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) != 0x0004_0002)
        {
            throw new FormatException("not a pcap file of version 2.4 with nanoseconds");
        }

        int snapshotLength = BinaryPrimitives.ReadInt32LittleEndian(file[16..]);
        uint linkType = BinaryPrimitives.ReadUInt32LittleEndian(file[20..]);
        List<PcapRecord> records = [];
        for (ReadOnlySpan<byte> rest = file[FileHeader..]; !rest.IsEmpty;)
        {
            long seconds = BinaryPrimitives.ReadUInt32LittleEndian(rest);
            long nanoseconds = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            int captured = BinaryPrimitives.ReadInt32LittleEndian(rest[8..]);
            int length = BinaryPrimitives.ReadInt32LittleEndian(rest[12..]);
            if (nanoseconds >= 1_000_000_000 || captured < 0 || captured > length || captured > snapshotLength || RecordHeader + captured > rest.Length)
            {
                throw new FormatException($"an impossible record of {captured} bytes of {length}");
            }

            records.Add(new PcapRecord(TimeSpan.FromSeconds(seconds) + new TimeSpan(nanoseconds / TimeSpan.NanosecondsPerTick), rest.Slice(RecordHeader, captured).ToArray(), length));
            rest = rest[(RecordHeader + captured)..];
        }

        return (linkType, records);
    }
}
