// A program as users bring it: it knows nothing of Sabos, takes nothing from this repository's settings, and also runs by `dotnet run`.
using System.Net.Sockets;

Console.WriteLine($"arguments: {string.Join('|', args)}");

using TcpListener listener = TcpListener.Create(80);
listener.Start();
Console.WriteLine("listening");
using (TcpClient client = await listener.AcceptTcpClientAsync())
using (StreamReader reader = new(client.GetStream()))
using (StreamWriter writer = new(client.GetStream()) { AutoFlush = true })
using (HttpClient http = new())
{
    while (await reader.ReadLineAsync() is { } page)
    {
        try
        {
            await writer.WriteLineAsync($"{page} has {(await http.GetStringAsync(page)).Length} characters");
        }
        catch (HttpRequestException exception)
        {
            await writer.WriteLineAsync($"{exception.HttpRequestError}: {exception.InnerException?.Message}");
        }
    }
}

Console.Write("exit code? ");
if (!int.TryParse(Console.ReadLine(), out int code))
    throw new InvalidDataException("that is no number");
return code;
