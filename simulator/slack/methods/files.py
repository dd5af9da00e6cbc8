"""Answers the calls about files: the two around an upload, looking at one, deleting one.

https://docs.slack.dev/reference/methods/files.completeUploadExternal
https://docs.slack.dev/reference/methods/files.info
https://docs.slack.dev/reference/methods/files.delete
"""

from __future__ import annotations

from simulator.payload import Json
from simulator.slack import posting
from simulator.slack.methods.registry import Invocation, method
from simulator.slack.posting import Draft
from simulator.slack.refusals import RefusedError
from simulator.slack.uploads import Upload


@method("files.getUploadURLExternal", 4, "files:write")
def get_upload_url(call: Invocation) -> Json:
    name = call.arguments.needed("filename")
    length = call.arguments.needed("length")
    if not length.isdigit() or not int(length):
        raise RefusedError("invalid_arguments")
    workspace, uploads = call.workspace, call.uploads
    upload = Upload(workspace.around.ids.new("F"), name, name, address=uploads.address)
    upload.owner, upload.team = workspace.app.bot_user_id, workspace.id
    upload.length = int(length)
    uploads.files[upload.id] = upload
    return {"upload_url": f"{uploads.address}/upload/{upload.id}", "file_id": upload.id}


@method("files.completeUploadExternal", 4, "files:write")
def complete_upload(call: Invocation) -> Json:
    files = [_completed(call, given) for given in call.arguments.structure("files") or []]
    if not files:
        raise RefusedError("invalid_arguments")
    channel_id = call.arguments.text("channel_id")
    if channel_id and not call.uploads.unshared:
        _share(call, channel_id, files)
    return {"files": [file.payload() for file in files]}


@method("files.info", 4, "files:read")
def info(call: Invocation) -> Json:
    upload = _visible(call, call.arguments.needed("file"))
    payload = upload.payload()
    if call.uploads.late > 0:
        call.uploads.late -= 1
        return {"file": payload}
    return {"file": payload | {"shares": upload.shares()}}


@method("files.delete", 3, "files:write")
def delete(call: Invocation) -> Json:
    upload = call.uploads.find(call.arguments.needed("file"))
    if upload.owner != call.workspace.app.bot_user_id:
        raise RefusedError("cant_delete_file")
    upload.deleted, upload.content = True, b""
    for channel in call.workspace.channels.values():
        for message in channel.messages:
            message.files = [
                upload.payload() if file["id"] == upload.id else file for file in message.files
            ]
    call.workspace.changed()
    return {}


def _visible(call: Invocation, file_id: str) -> Upload:
    """What the app uploaded, and what is shown where it is."""
    upload = call.uploads.find(file_id)
    workspace = call.workspace
    if upload.owner == workspace.app.bot_user_id:
        return upload
    channels = [workspace.channels.get(channel) for channel, _, _ in upload.shared]
    if not any(channel and workspace.app_is_in(channel) for channel in channels):
        raise RefusedError("file_not_found")
    return upload


def _completed(call: Invocation, given: Json) -> Upload:
    upload = call.uploads.find(str(given.get("id")))
    if len(upload.content) != upload.length:
        raise RefusedError("file_not_found")
    upload.title = str(given.get("title") or upload.name)
    return upload


def _share(call: Invocation, channel_id: str, files: list[Upload]) -> None:
    channel = call.workspace.visible_to_app(channel_id)
    if not call.workspace.app_is_in(channel):
        raise RefusedError("not_in_channel")
    payloads = [file.payload() for file in files]
    draft = Draft(call.arguments.text("initial_comment"), files=payloads)
    thread_ts = call.arguments.text("thread_ts") or None
    bot = call.workspace.app.bot_user_id
    message = posting.post(call.workspace, channel, bot, draft, thread_ts)
    kind = "public" if channel.kind == "public" else "private"
    for file in files:
        file.shared.append((channel.id, kind, message.ts))
