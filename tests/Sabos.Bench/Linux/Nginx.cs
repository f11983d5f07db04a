using System.Collections.Generic;
using System.Text;

namespace Sabos.Bench.Linux;

/// <summary>nginx as Debian builds it, set up to serve one page quickly.</summary>
internal static class Nginx
{
    /// <summary>What nginx-light consists of, but for a module that nobody needs here.</summary>
    public const string Package = "nginx";

    public const string Page = "/1k";

    private const string Program = "/usr/sbin/nginx";
    private const string ConfigurationFile = "/etc/nginx/nginx.conf";

    // All that spares it work. sendfile would cost a tenth more for a page this small.
    private const string Configuration = """
        daemon off;
        user root;
        worker_processes 1;
        pid /tmp/nginx.pid;
        error_log stderr;
        events { worker_connections 4096; }
        http {
            access_log off;
            sendfile off;
            keepalive_requests 1000000000;
            keepalive_timeout 1h;
            open_file_cache max=16 inactive=1h;
            open_file_cache_valid 1h;
            default_type text/plain;
            server { listen 80 default_server; root /www; }
        }

        """;

    /// <summary>A file system that serves <see cref="Page"/>.</summary>
    /// <param name="busybox">A static busybox.</param>
    /// <param name="modules">Kernel modules, in the order in which they are loaded.</param>
    /// <param name="packages">Where the package is unpacked.</param>
    public static RamDisk RamDisk(string busybox, IReadOnlyList<string> modules, string packages)
    {
        RamDisk disk = new(busybox, modules) { Service = $"{Program} -c {ConfigurationFile}" };
        disk.AddProgram(Program, packages + Program);
        disk.AddFile(ConfigurationFile, Encoding.ASCII.GetBytes(Configuration));
        disk.AddFile("/etc/passwd", "root:x:0:0::/:\n"u8.ToArray());
        disk.AddFile("/etc/group", "root:x:0:\n"u8.ToArray());
        disk.AddFile("/www" + Page, Encoding.ASCII.GetBytes(new string('x', 1024)));
        disk.AddDirectory("/var/lib/nginx");
        disk.AddDirectory("/var/log/nginx");
        return disk;
    }
}
