FROM node:24-slim AS build
WORKDIR /chairside
COPY package.json package-lock.json tsconfig.json ./
COPY protocol protocol
COPY client client
COPY server server
# The compiler and the bundler go once all is built, and so does the second Node, an optional package of the workspace.
RUN npm ci --ignore-scripts && npm run build \
  && npm pkg delete optionalDependencies && npm prune --omit=dev --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
WORKDIR /chairside
COPY --from=build /chairside ./
# So that `chairside --check`, `chairside doctor` and `chairside backup` run in it.
RUN chmod +x server/dist/main.js && ln -s /chairside/server/dist/main.js /usr/local/bin/chairside \
  && mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
# The heap begun large (MiB) is collected less often while bytes pass through; the small room for new objects keeps memory low.
CMD ["node", "--initial-old-space-size=128", "--max-semi-space-size=8", "server/dist/main.js"]
