using System;
using System.Collections.Generic;
using Sabos.Shell.Commands;

namespace Sabos.Shell;

/// <summary>The commands that need nothing but the base class library.</summary>
public static class StandardCommands
{
    public static IReadOnlyList<ICommand> Create(TimeProvider time) =>
    [
        new DateCommand(time),
        new DnsCommand(),
        new EchoCommand(),
        new HttpCommand(),
        new IpCommand(),
        new MemCommand(),
        new NetstatCommand(),
        new PingCommand(time),
        new PsCommand(),
        new UptimeCommand(),
    ];
}
